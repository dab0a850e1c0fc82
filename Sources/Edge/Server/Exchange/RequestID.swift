internal import HTTP

/// Names a request: 32 hexadecimal letters. A trivial value; the letters are made where they are wanted.
///
/// It is no secret and protects nothing: it lets a client's report and a log line be matched.
struct RequestID: Sendable, Equatable, CustomStringConvertible {
    static let length = 32

    private let high: UInt64
    private let low: UInt64

    /// The name of no request.
    init() { (high, low) = (0, 0) }

    init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    /// Lends the letters; allocates nothing.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.length, alignment: 1) { buffer in
            unsafe Self.writeHex(high, to: buffer, at: 0)
            unsafe Self.writeHex(low, to: buffer, at: 16)
            return unsafe body(UnsafeRawBufferPointer(buffer))
        }
    }

    func append(to output: inout ByteBuffer) {
        unsafe withBytes { unsafe output.append($0) }
    }

    var description: String {
        unsafe withBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    private static func writeHex(_ value: UInt64, to buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
        unsafe buffer.storeBytes(
            of: letters(UInt32(truncatingIfNeeded: value >> 32)), toByteOffset: offset, as: UInt64.self)
        unsafe buffer.storeBytes(
            of: letters(UInt32(truncatingIfNeeded: value)), toByteOffset: offset + 8, as: UInt64.self)
    }

    /// The eight letters of a number as they lie in memory, all at once: each byte of a word gets four of its bits, and
    /// those above 9 what lies between "9" and "a".
    private static func letters(_ value: UInt32) -> UInt64 {
        var bits = UInt64(value)
        bits = bits & 0xFFFF | (bits & 0xFFFF_0000) << 16
        bits = bits & 0x0000_00FF_0000_00FF | (bits & 0x0000_FF00_0000_FF00) << 8
        bits = bits & 0x000F_000F_000F_000F | (bits & 0x00F0_00F0_00F0_00F0) << 4
        let above9 = (bits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return (bits &+ 0x3030_3030_3030_3030 &+ above9 &* 0x27).bigEndian
    }
}

/// Makes the names of one loop's requests. Process lifetime; one per loop, so that loops share no counter.
///
/// Sixteen random bytes are drawn when the loop starts; a name is their two halves, each mixed with a counter. Mixing is
/// a bijection, so two requests of one loop never share a name, and one name does not show the next.
struct RequestIDGenerator {
    private let high: UInt64
    private let low: UInt64
    private var counter: UInt64 = 0

    /// Draws the random bytes from the kernel.
    init() {
        var random = SystemRandomNumberGenerator()
        (high, low) = (random.next(), random.next())
    }

    mutating func next() -> RequestID {
        counter &+= 1
        return RequestID(high: Self.mix(high &+ counter), low: Self.mix(low ^ counter &* 0x9E37_79B9_7F4A_7C15))
    }

    /// The finaliser of SplitMix64: each bit of the input changes about half of the output's.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
