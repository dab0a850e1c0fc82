internal import CWorkerABI

/// A run of bytes that stays where it is until the isolate ends: part of a head, of a body, or of a literal.
///
/// Nothing that a `Bytes` points to is freed or changed during a request (memory is dropped whole with the isolate), so
/// it is passed around without a copy and without a reference count. Built natively, the memory is never freed.
@safe public struct Bytes: RandomAccessCollection {
    /// Never dereferenced beyond `count`.
    @usableFromInline package let start: UnsafePointer<UInt8>
    /// How many bytes there are.
    public let count: Int

    /// `start` must be valid for `count` bytes until the isolate ends.
    package init(start: UnsafePointer<UInt8>, count: Int) {
        unsafe self.start = start
        self.count = count
    }

    /// No bytes.
    public init() {
        self.init("")
    }

    /// The bytes of a literal, where they are.
    public init(_ text: StaticString) {
        // A literal that is one scalar has no address; none is written so in this SDK, and "" has one.
        if text.hasPointerRepresentation {
            unsafe self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
        } else {
            self.init(copying: String(text.unicodeScalar))
        }
    }

    /// A copy of `text`'s UTF-8.
    @export(interface)
    public init(copying text: String) {
        self = text.withUTF8Bytes { utf8 in unsafe utf8.withUnsafeBytes { buffer in unsafe Bytes(copying: buffer) } }
    }

    /// A copy of `bytes`.
    @export(interface)
    public init(copying bytes: [UInt8]) {
        self = unsafe bytes.withUnsafeBytes { buffer in unsafe Bytes(copying: buffer) }
    }

    @export(interface)
    package init(copying buffer: UnsafeRawBufferPointer) {
        guard buffer.count > 0, let source = buffer.baseAddress else {
            self.init()
            return
        }
        let copy = unsafe swiftlet_arena(buffer.count)
        unsafe copy.copyMemory(from: source, byteCount: buffer.count)
        unsafe self.init(start: UnsafePointer(copy.assumingMemoryBound(to: UInt8.self)), count: buffer.count)
    }

    /// `buffer` where it is: valid for as long as that is.
    fileprivate init(passing buffer: UnsafeBufferPointer<UInt8>) {
        if let start = buffer.baseAddress {
            unsafe self.init(start: start, count: buffer.count)
        } else {
            self.init()
        }
    }

    /// Always 0.
    @inlinable public var startIndex: Int { 0 }
    /// The same as `count`.
    @inlinable public var endIndex: Int { count }

    /// The byte at `position`; beyond the end is a trap.
    @inlinable public subscript(position: Int) -> UInt8 {
        precondition(position >= 0 && position < count)
        return unsafe start[position]
    }

    /// Part of these bytes, without a copy.
    public func slice(_ range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe Bytes(start: start + range.lowerBound, count: range.count)
    }

    /// These bytes as text; what is no UTF-8 becomes U+FFFD.
    @export(interface)
    public var text: String {
        unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Calls `body` with the bytes as a buffer, valid until the isolate ends.
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try unsafe body(UnsafeRawBufferPointer(start: start, count: count))
    }
}

extension Bytes: Equatable {
    /// Whether both are the same bytes. Case counts.
    public static func == (one: Bytes, other: Bytes) -> Bool {
        unsafe one.count == other.count && one.isEqual(to: other.start)
    }

    /// Whether these are the bytes of a literal: `name == "A"`. Nothing is allocated.
    public static func == (one: Bytes, other: StaticString) -> Bool {
        guard other.hasPointerRepresentation else { return one == Bytes(other) }
        return unsafe one.count == other.utf8CodeUnitCount && one.isEqual(to: other.utf8Start)
    }

    /// `other` has as many bytes. Words first: most of what is compared is short.
    private func isEqual(to other: UnsafePointer<UInt8>) -> Bool {
        var index = 0
        while index &+ 4 <= count {
            let one = unsafe UnsafeRawPointer(start + index).loadUnaligned(as: UInt32.self)
            let two = unsafe UnsafeRawPointer(other + index).loadUnaligned(as: UInt32.self)
            if one != two { return false }
            index &+= 4
        }
        while index < count {
            if unsafe start[index] != other[index] { return false }
            index &+= 1
        }
        return true
    }
}

extension Bytes {
    /// Whether these bytes and `other` are the same but for the case of ASCII letters.
    @inline(never)
    @export(interface)
    package func equalsIgnoringCase(_ other: Bytes) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where unsafe !sameLetter(start[index], other.start[index]) { return false }
        return true
    }

    /// Whether these bytes begin with `prefix`, but for the case of ASCII letters.
    @export(interface)
    package func startsIgnoringCase(with prefix: Bytes) -> Bool {
        prefix.count <= count && slice(0..<prefix.count).equalsIgnoringCase(prefix)
    }
}

// Chosen over the generic ones of the same name, which would copy byte by byte. The hook for that,
// `withContiguousStorageIfAvailable`, has untyped throws, which Embedded Swift does not know.
extension Bytes: CustomStringConvertible {
    /// The bytes as text, for `"\(bytes)"`.
    public var description: String { text }
}

extension Array<UInt8> {
    /// A copy of `bytes`.
    public init(_ bytes: Bytes) {
        self.init()
        append(contentsOf: bytes)
    }

    /// Adds a copy of `bytes`.
    public mutating func append(contentsOf bytes: Bytes) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: bytes.start, count: bytes.count))
    }
}

extension String {
    /// Calls `body` with the text's UTF-8, which is there for the time of the call alone.
    package func withUTF8Bytes<R, E: Error>(_ body: (Bytes) throws(E) -> R) throws(E) -> R {
        #if arch(wasm32)
            // `withUTF8` is 10 KB of a module: it could also have to turn UTF-16 into UTF-8, which no text is here.
            return try unsafe utf8.span.withUnsafeBufferPointer { (utf8) throws(E) in
                try unsafe body(Bytes(passing: utf8))
            }
        #else
            // On a Mac, spans of text are newer than what the SDK asks for; `withUTF8` has untyped throws.
            var text = self
            let result = text.withUTF8 { utf8 in
                Result { () throws(E) -> R in try unsafe body(Bytes(passing: utf8)) }
            }
            return try result.get()
        #endif
    }
}

/// Whether two bytes are the same but for the case of an ASCII letter.
private func sameLetter(_ one: UInt8, _ other: UInt8) -> Bool {
    if one == other { return true }
    let lower = one | 0x20
    return lower == other | 0x20 && lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
}
