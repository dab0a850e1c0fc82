internal import CWorkerABI

/// A number of a JSON text, as it is written: its value is worked out when somebody asks.
public struct JSONNumber {
    /// Known to be well-formed.
    public let text: Bytes

    init(text: Bytes) {
        self.text = text
    }

    public init(_ value: some FixedWidthInteger) {
        text = Bytes(copying: value.description)
    }

    /// As few digits as tell it from every other double. `value` is finite.
    public init(_ value: Double) {
        precondition(value.isFinite, "JSON has no word for infinities and NaN")
        text = Bytes(copying: value.description)
    }

    /// The exact value, if it is a whole number of 64 bits written without fraction and exponent.
    @export(interface)
    public var integer: Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        var magnitude: UInt64 = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            let (product, overflows) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = product.addingReportingOverflow(UInt64(digit))
            guard !overflows, !overflowsToo else { return nil }
            magnitude = sum
        }
        if isNegative { return magnitude <= UInt64(Int64.max) + 1 ? 0 &- Int64(truncatingIfNeeded: magnitude) : nil }
        return Int64(exactly: magnitude)
    }

    /// The nearest double, ties to even; infinite where the number is beyond all of them.
    @export(interface)
    public var double: Double {
        unsafe text.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            return unsafe swiftlet_double(start.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
    }
}
