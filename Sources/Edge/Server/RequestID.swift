internal import HTTP

/// Names one request in logs, error answers and towards workers: 128 bits, shown as 32 hexadecimal digits.
///
/// It is no secret and protects nothing: it lets a client's report and a log line be matched.
package struct RequestID: CustomStringConvertible, Sendable, Equatable {
    package static let length = 32

    private var high: UInt64 = 0
    private var low: UInt64 = 0

    /// No request.
    package init() {}

    fileprivate init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Lends the digits; allocates nothing.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var digits = InlineArray<32, UInt8>(repeating: 0)
        for index in 0..<16 {
            digits[index] = RequestID.digit(high >> UInt64(60 - 4 * index))
            digits[16 + index] = RequestID.digit(low >> UInt64(60 - 4 * index))
        }
        return unsafe withUnsafeBytes(of: digits) { unsafe body($0) }
    }

    func append(to out: inout ByteBuffer) {
        unsafe withBytes { unsafe out.append($0) }
    }

    package var description: String { unsafe withBytes { unsafe String(decoding: $0, as: UTF8.self) } }

    private static func digit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: value & 15)
        return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}

/// Makes request ids. One per loop, one thread: no atomics, no system call, no allocation.
///
/// Sixteen random bytes are drawn when the loop starts; an id is those bytes' two halves, each mixed with a counter. The
/// mixing is a bijection of the counter, so two requests of one loop never share an id.
package struct RequestIDGenerator: ~Copyable {
    private let high: UInt64
    private let low: UInt64
    private var counter: UInt64 = 0

    /// Draws the random bytes from the kernel.
    package init() {
        var random = SystemRandomNumberGenerator()
        self.init(high: random.next(), low: random.next())
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package mutating func next() -> RequestID {
        counter &+= 1
        return RequestID(
            high: Self.mix(high &+ counter), low: Self.mix(low ^ counter &* 0x9E37_79B9_7F4A_7C15))
    }

    /// The finaliser of SplitMix64: each bit of the input changes about half of the output's.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
