/// Numbers as this target writes them: one spelling for each.
enum WholeNumber {
    /// A whole number of digits alone, without zeros before it; nil for anything else and for what is above `max`.
    static func parse(_ text: some Collection<UInt8>, max: UInt64) -> UInt64? {
        guard let first = text.first, text.count <= 20 else { return nil }
        if first == UInt8(ascii: "0"), text.count > 1 { return nil }
        var value: UInt64 = 0
        for byte in text {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = product.addingReportingOverflow(UInt64(digit))
            guard !overflows, !overflowsToo, sum <= max else { return nil }
            value = sum
        }
        return value
    }
}
