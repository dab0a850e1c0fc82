internal import Glibc

/// Growable bytes with a read and a write position: what came in and is not handled yet, what is to go out.
///
/// Owned by one connection or loop, used on its thread. Starts without memory; `release` gives it back, `clear` and
/// `consume` keep it. Out of memory ends the process: the limits above it are what bounds a buffer.
@safe package struct ByteBuffer: ~Copyable {
    private var memory: UnsafeMutableRawPointer?
    package private(set) var capacity = 0
    private var readIndex = 0
    private var writeIndex = 0

    private static let capacityMin = 512

    package init(capacity: Int = 0) {
        unsafe memory = nil
        if capacity > 0 { grow(toHold: capacity) }
    }

    deinit { unsafe free(memory) }

    /// Bytes written and not yet consumed.
    package var count: Int { writeIndex &- readIndex }
    package var isEmpty: Bool { writeIndex == readIndex }

    /// The bytes written and not yet consumed. Valid until the next mutation.
    package var readable: UnsafeRawBufferPointer {
        guard let memory = unsafe memory else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeRawBufferPointer(start: memory + readIndex, count: count)
    }

    /// Room for at least `minimum` more bytes: all the free room behind what is written. Valid until the next mutation.
    package mutating func reserve(_ minimum: Int) -> UnsafeMutableRawBufferPointer {
        if capacity &- writeIndex < minimum { makeRoom(minimum) }
        guard let memory = unsafe memory else { return unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeMutableRawBufferPointer(start: memory + writeIndex, count: capacity &- writeIndex)
    }

    /// The first `count` bytes of what `reserve` gave are now written.
    package mutating func commit(_ count: Int) {
        precondition(count >= 0 && count <= capacity &- writeIndex, "committed more than reserved")
        writeIndex &+= count
    }

    /// Takes the next `count` readable bytes away.
    package mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= self.count, "consumed more than there is")
        readIndex &+= count
        if readIndex == writeIndex { clear() }
    }

    /// Takes the last `count` bytes away again.
    package mutating func removeLast(_ count: Int) {
        precondition(count >= 0 && count <= self.count, "removed more than there is")
        writeIndex &-= count
    }

    /// Drops the contents and keeps the memory.
    package mutating func clear() {
        readIndex = 0
        writeIndex = 0
    }

    /// Drops the contents, and the memory as well where there is more than `capacityMax` of it: one large message would
    /// else hold its size for good.
    package mutating func clear(keepingAtMost capacityMax: Int) {
        if capacity > capacityMax { release() } else { clear() }
    }

    /// Drops the contents and the memory.
    package mutating func release() {
        unsafe free(memory)
        unsafe memory = nil
        capacity = 0
        clear()
    }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        unsafe append(source, count: bytes.count)
    }

    package mutating func append(_ text: StaticString) {
        unsafe append(UnsafeRawPointer(text.utf8Start), count: text.utf8CodeUnitCount)
    }

    package mutating func append(byte: UInt8) {
        let room = unsafe reserve(1)
        unsafe room[0] = byte
        writeIndex &+= 1
    }

    @inline(__always)
    private mutating func append(_ source: UnsafeRawPointer, count: Int) {
        let room = unsafe reserve(count)
        guard let destination = room.baseAddress else { return }
        unsafe memcpy(destination, source, count)
        writeIndex &+= count
    }

    /// Moves the contents to the front if that makes the room, else into larger memory.
    private mutating func makeRoom(_ minimum: Int) {
        if let memory = unsafe memory, readIndex > 0, capacity - count >= minimum, readIndex >= count {
            unsafe memcpy(memory, memory + readIndex, count)
            writeIndex = count
            readIndex = 0
        } else {
            grow(toHold: count + minimum)
        }
    }

    private mutating func grow(toHold needed: Int) {
        var larger = max(capacity * 2, Self.capacityMin)
        if larger < needed { larger = needed }
        let length = count
        guard let fresh = unsafe malloc(larger) else { fatalError("out of memory: \(larger) bytes for a buffer") }
        if let memory = unsafe memory { unsafe memcpy(fresh, memory + readIndex, length) }
        unsafe free(memory)
        unsafe memory = fresh
        capacity = larger
        readIndex = 0
        writeIndex = length
    }
}
