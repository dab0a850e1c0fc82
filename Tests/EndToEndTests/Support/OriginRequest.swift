/// One request as an origin received it.
struct OriginRequest: Sendable {
    /// The head's bytes, as they came.
    var head: String
    /// Chunked coding taken off.
    var body: [UInt8] = []
    /// Counted from 1, over the life of the origin.
    var connection: Int
    /// Counted from 1, on its connection.
    var number: Int

    var startLine: String { String(head.prefix { $0 != "\r\n" }) }
    var method: String { String(startLine.prefix { $0 != " " }) }
    var target: String { startLine.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Names and values, as they came.
    var fields: [(name: String, value: String)] {
        head.split(separator: "\r\n").dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count == 2 ? String(parts[1].trimmingPrefix(" ")) : "")
        }
    }

    /// Values of all fields of that name, in order.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The only value of that name; nil where there is none, or several.
    subscript(name: String) -> String? {
        let all = values(name)
        return all.count == 1 ? all[0] : nil
    }
}
