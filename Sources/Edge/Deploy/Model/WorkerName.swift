/// What a worker is called: 1 to 64 letters, digits, `-`, `_` or `.`, as in the configuration.
///
/// The store makes a directory of it, so `.` and `..` are none: no path leads out of the store.
package struct WorkerName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let bytesMax = 64

    package let text: String

    package init(_ text: String) throws(DeployError) {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, 1...Self.bytesMax ~= text.utf8.count, text != ".", text != ".." else {
            throw DeployError(
                .input, "\(Quoted.text(text)) is no name of a worker",
                remedy: "write 1 to \(Self.bytesMax) letters, digits, \"-\", \"_\" or \".\", not \".\" or \"..\" alone")
        }
        self.text = text
    }

    package var description: String { text }

    package static func < (one: WorkerName, other: WorkerName) -> Bool { one.text < other.text }
}
