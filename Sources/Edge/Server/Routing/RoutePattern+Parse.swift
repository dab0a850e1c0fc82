internal import HTTP

extension RoutePattern {
    /// What is wrong with a `match`, to follow the text itself in a sentence, and what would be right.
    struct Problem: Error {
        var text: String
        var remedy: String
    }

    /// Reads `host/path`: the host is exact, `*.example.com` or `*`; the path exact, or a prefix that ends in `*`.
    init(parsing text: String) throws(Problem) {
        guard let slash = text.firstIndex(of: "/"), slash > text.startIndex else {
            let example = text.hasPrefix("/") ? "*\(text)" : "*/*"
            throw Problem(text: "is not host/path", remedy: "write both: \"\(example)\" for any host")
        }
        self.init(host: try Self.host(text[..<slash]), path: try Self.path(text[slash...]))
    }

    private static func host(_ text: Substring) throws(Problem) -> Host {
        if text == "*" { return .any }
        guard !text.contains("://"), !text.hasSuffix(":") else {
            throw Problem(text: "begins with a scheme", remedy: "leave it out: \"shop.example.com/*\"")
        }
        if text.hasPrefix("*.") {
            let name = text.dropFirst(2).lowercased()
            guard HostAndPort.isName(name) else { throw badHost }
            return .suffix(".\(name)")
        }
        guard !text.contains("*") else {
            throw Problem(text: "has a * inside its host", remedy: "write an exact host, \"*.example.com\" or \"*\"")
        }
        guard let parts = HostAndPort(String(text)) else { throw badHost }
        guard parts.port == nil else {
            throw Problem(
                text: "has a port", remedy: "leave it out; to bind a route to a port write listener = \"NAME\"")
        }
        if text.hasPrefix("[") { return .exact("[\(parts.host)]") }
        guard HostAndPort.isName(parts.host) else { throw badHost }
        return .exact(parts.host)
    }

    private static var badHost: Problem {
        Problem(text: "has no valid host", remedy: "write an exact host, \"*.example.com\" or \"*\" before the first /")
    }

    private static func path(_ text: Substring) throws(Problem) -> Path {
        let isPrefix = text.hasSuffix("*")
        let path = String(isPrefix ? text.dropLast() : text)
        guard !path.contains("*") else {
            throw Problem(text: "has a * inside its path", remedy: "a * may only be the last letter: \"*/assets/*\"")
        }
        guard !path.contains("?"), !path.contains("#") else {
            throw Problem(text: "has a query or a fragment", remedy: "routes look at host and path only: leave it out")
        }
        guard path.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw Problem(text: "has blanks or letters in its path that no URL has", remedy: "percent-encode them")
        }
        try checkNormalForm(path, isPrefix: isPrefix)
        return isPrefix ? .prefix(path) : .exact(path)
    }

    /// Requests are looked up in normal form: a pattern in another form would never match.
    private static func checkNormalForm(_ path: String, isPrefix: Bool) throws(Problem) {
        // What a prefix ends in may go on: `/.` becomes `/.well-known`, no dot segment.
        let whole = isPrefix ? path + "x" : path
        var output = ByteBuffer()
        do throws(ProtocolError) {
            let bytes = Array(whole.utf8)
            try unsafe bytes.withUnsafeBufferPointer { bytes throws(ProtocolError) in
                try unsafe PathNormaliser.normalise(UnsafeRawBufferPointer(bytes), into: &output)
            }
        } catch {
            throw Problem(text: "has a path that no request may have", remedy: "write %25 for a %")
        }
        let normal = unsafe String(decoding: output.readable, as: UTF8.self)
        guard normal != whole else { return }
        let shown = isPrefix ? normal.dropLast() + "*" : normal[...]
        throw Problem(text: "has a path that requests have in another form", remedy: "write \(shown)")
    }
}
