import Foundation

/// A response as it came: nothing normalised.
struct RawResponse {
    var version: String
    var status: Int
    var reason: String
    var fields: [(name: String, value: String)]
    var body: [UInt8] = []

    /// Values of all fields of that name, in order.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The only value of that name; nil where there is none, or several.
    subscript(name: String) -> String? {
        let all = values(name)
        return all.count == 1 ? all[0] : nil
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// From the bytes of a head, empty line included.
    init(head: [UInt8]) throws {
        var lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        let start = lines.removeFirst().split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard start.count == 3, start[0].hasPrefix("HTTP/"), let status = Int(start[1]) else {
            throw EndToEndError("no status line: \(start.joined(separator: " "))")
        }
        (version, reason) = (String(start[0]), String(start[2]))
        self.status = status
        fields = try lines.filter { !$0.isEmpty }.map { line in
            guard let colon = line.firstIndex(of: ":") else { throw EndToEndError("no field line: \(line)") }
            let value = line[line.index(after: colon)...]
            return (String(line[..<colon]), value.trimmingCharacters(in: .whitespaces))
        }
    }
}
