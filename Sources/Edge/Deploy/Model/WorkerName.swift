/// What a worker is called: 1 to 64 letters, digits, `-`, `_` or `.`, as in the configuration.
///
/// The store makes a directory of it, so `.` and `..` are none: no path leads out of the store.
package struct WorkerName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let bytesMax = 64
    /// What to do about another.
    package static let remedy =
        "write 1 to \(bytesMax) letters, digits, \"-\", \"_\" or \".\", not \".\" or \"..\" alone"

    package let text: String

    package init(_ text: String) throws(DeployError) {
        guard Self.isName(text.utf8) else {
            throw DeployError(.input, "\(Quoted.text(text)) is no name of a worker", remedy: Self.remedy)
        }
        self.text = text
    }

    /// Of everything that the configuration names, so that no name is taken in one place and refused in another.
    package static func isName(_ text: some Collection<UInt8>) -> Bool {
        guard 1...bytesMax ~= text.count, !text.elementsEqual(".".utf8), !text.elementsEqual("..".utf8) else {
            return false
        }
        return text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }

    package var description: String { text }

    package static func < (one: WorkerName, other: WorkerName) -> Bool { one.text < other.text }
}
