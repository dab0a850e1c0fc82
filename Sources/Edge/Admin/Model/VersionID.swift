package import SwiftletFormats

/// The number of a worker's version, written "v7". From 1 on; 0 is none.
package struct VersionID: AdminValue, Hashable, Comparable, CustomStringConvertible {
    package var number: UInt32

    package init(_ number: UInt32) { self.number = number }

    /// "v7", without leading zeros; nil for any other text.
    package init?(text: some StringProtocol) {
        guard text.first == "v", let first = text.dropFirst().first, "1"..."9" ~= first,
            text.dropFirst().utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let number = UInt32(text.dropFirst())
        else { return nil }
        self.number = number
    }

    package var description: String { "v\(number)" }

    package static func < (one: VersionID, other: VersionID) -> Bool { one.number < other.number }

    package func encode(to json: inout JSONWriter) { description.encode(to: &json) }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        let text = try String(reading: node, strict: strict)
        guard let version = VersionID(text: text) else { throw ReadProblem("\"\(text)\" is no version: write v7") }
        self = version
    }

    package static let pattern = "^v[1-9][0-9]{0,8}$"

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema { .text(pattern: pattern, example: "v7") }
}
