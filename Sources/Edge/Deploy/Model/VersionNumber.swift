/// Which version of a worker: v1, v2, … in the order in which they were made, whatever clocks said. No number is used
/// twice, also not after the worker was deleted.
package struct VersionNumber: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// From 1.
    package let value: UInt32

    /// Nil for 0.
    package init?(_ value: UInt32) {
        guard value > 0 else { return nil }
        self.value = value
    }

    /// Nil for what is not `v` and a number from 1 without leading zeros.
    package init?(text: some StringProtocol) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "v"), let value = VersionNumber.number(digits) else { return nil }
        self.init(value)
    }

    /// A number as it is written here and as a file's name; nil for any other spelling of it.
    static func number(_ digits: some Collection<UInt8>) -> UInt32? {
        guard 1...10 ~= digits.count, digits.first != UInt8(ascii: "0") else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return UInt32(exactly: value)
    }

    package var description: String { "v\(value)" }

    package static func < (one: VersionNumber, other: VersionNumber) -> Bool { one.value < other.value }
}
