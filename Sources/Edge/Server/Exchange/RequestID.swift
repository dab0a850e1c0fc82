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

    fileprivate init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

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
        for index in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - index * 4)) & 15
            unsafe buffer[offset + index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
        }
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
