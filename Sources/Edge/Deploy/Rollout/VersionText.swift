/// How a version is written in weights, assignments and headers: `v7`.
enum VersionText {
    static func text(_ version: UInt32) -> String { "v\(version)" }

    /// The number of `v7`; nil for anything else: no sign, no zero before it, from 1.
    static func number(_ text: some Collection<UInt8>) -> UInt32? {
        guard text.first == UInt8(ascii: "v") else { return nil }
        return decimal(text.dropFirst(), max: UInt64(UInt32.max)).flatMap { $0 == 0 ? nil : UInt32($0) }
    }

    /// A whole number of digits alone, without zeros before it; nil for anything else and for what is above `max`.
    static func decimal(_ text: some Collection<UInt8>, max: UInt64) -> UInt64? {
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
