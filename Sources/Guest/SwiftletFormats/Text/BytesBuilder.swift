internal import CWorkerABI

/// Bytes that are being put together, in memory that lives as long as the isolate.
///
/// Used instead of `[UInt8]` where the result is a `Bytes`: nothing is counted or freed, or copied at the end.
// What appends more than a byte is never inlined: that would be half of the code of what writes a field.
@safe package struct BytesBuilder: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>
    private var room: Int
    package private(set) var count = 0

    /// `capacity`: a guess at the bytes to come; when it is full it is doubled.
    package init(capacity: Int) {
        room = Swift.max(capacity, 16)
        unsafe start = swiftlet_arena(room).assumingMemoryBound(to: UInt8.self)
    }

    package mutating func append(_ byte: UInt8) {
        if count == room { grow(by: 1) }
        unsafe start[count] = byte
        count &+= 1
    }

    @inline(never)
    package mutating func append(_ bytes: Bytes) {
        if room - count < bytes.count { grow(by: bytes.count) }
        unsafe (start + count).update(from: bytes.start, count: bytes.count)
        count += bytes.count
    }

    @inline(never)
    package mutating func append(_ text: StaticString) {
        append(Bytes(text))
    }

    @inline(never)
    package mutating func append(utf8 text: String) {
        text.withUTF8Bytes { utf8 in append(utf8) }
    }

    /// `number` in decimal digits, with zeros before it up to `width`.
    @inline(never)
    package mutating func append(decimal number: Int64, width: Int = 1) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let first = count
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0 || count - first < width
        // The digits came last first.
        var left = first
        var right = count - 1
        while left < right {
            unsafe (start[left], start[right]) = (start[right], start[left])
            left += 1
            right -= 1
        }
    }

    /// Drops all but the first `count` bytes.
    package mutating func truncate(to count: Int) {
        self.count = Swift.min(Swift.max(count, 0), self.count)
    }

    /// The byte at `position`, below `count`.
    package subscript(position: Int) -> UInt8 {
        precondition(position >= 0 && position < count)
        return unsafe start[position]
    }

    /// What was put together.
    package consuming func finish() -> Bytes {
        unsafe Bytes(start: UnsafePointer(start), count: count)
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let larger = Swift.max(room * 2, count + more)
        let moved = unsafe swiftlet_arena(larger).assumingMemoryBound(to: UInt8.self)
        unsafe moved.update(from: start, count: count)
        unsafe start = moved
        room = larger
    }
}
