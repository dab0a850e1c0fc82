import Swiftlet

/// One line of the rules.
struct Redirect {
    let from: Bytes
    let to: Bytes
    /// Whether `from` is the beginning of what it stands for, and `to` of where that goes.
    let isPrefix: Bool
    let status: UInt16
    let keepsQuery: Bool
    /// For errors.
    let line: UInt32

    /// Where a request for this path goes, without its query.
    func target(of path: Bytes) -> Bytes {
        guard isPrefix else { return to }
        var rest = path.slice(from.count..<path.count)
        // `/old//evil.example` must not become `//evil.example`, which is another host; nor `/\evil.example`.
        while to.count == 1, let first = rest.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "\\") {
            rest = rest.slice(1..<rest.count)
        }
        var target = Array(to)
        target.append(contentsOf: rest)
        return Bytes(copying: target)
    }

    /// The answer to a request for this target, whose path, of so many bytes, is one that this stands for.
    func response(to target: Bytes, pathLength: Int) -> Response {
        let new = self.target(of: target.slice(0..<pathLength))
        var response = Response(status: HTTPResponse.Status(code: Int(status)))
        let isKept = keepsQuery && pathLength + 1 < target.count
        let query = target.slice(Swift.min(pathLength + 1, target.count)..<target.count)
        response.headers.set("Location", isKept ? Self.join(new, query) : new)
        return response
    }

    /// A query goes behind the one that is there, and before the fragment.
    private static func join(_ url: Bytes, _ query: Bytes) -> Bytes {
        let end = url.firstIndex(of: UInt8(ascii: "#")) ?? url.count
        let hasQuery = url.slice(0..<end).contains(UInt8(ascii: "?"))
        var joined = Array(url.slice(0..<end))
        joined.append(hasQuery ? UInt8(ascii: "&") : UInt8(ascii: "?"))
        joined.append(contentsOf: query)
        joined.append(contentsOf: url.slice(end..<url.count))
        return Bytes(copying: joined)
    }
}
