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
    package init?(text: some StringProtocol) { self.init(utf8: text.utf8) }

    init?(utf8 text: some Collection<UInt8>) {
        guard text.first == UInt8(ascii: "v"),
            let value = WholeNumber.parse(text.dropFirst(), max: UInt64(UInt32.max))
        else { return nil }
        self.init(UInt32(value))
    }

    package var description: String { "v\(value)" }

    package static func < (one: VersionNumber, other: VersionNumber) -> Bool { one.value < other.value }
}
