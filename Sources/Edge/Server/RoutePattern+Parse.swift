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

    /// Requests are looked up in normal form (RFC 3986 section 6.2.2): a pattern in another form would never match.
    private static func checkNormalForm(_ path: String, isPrefix: Bool) throws(Problem) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        // The part before a prefix's `*` may go on: `/.` may become `/.well-known`.
        let complete = isPrefix ? parts.dropLast() : parts
        guard !complete.contains("."), !complete.contains("..") else {
            throw Problem(text: "has a . or .. in its path", remedy: "write the path that it leads to")
        }
        let bytes = Array(path.utf8)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
            let digits = bytes[(index + 1)...].prefix(2)
            guard digits.count == 2, let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                throw Problem(text: "has a % without two hexadecimal digits", remedy: "write %25 for the letter itself")
            }
            let letter = Character(Unicode.Scalar(code))
            let isUnreserved = code < 128 && (letter.isLetter || letter.isNumber || "-._~".contains(letter))
            let isUpperCase = digits.allSatisfy { !(UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0) }
            guard !isUnreserved, isUpperCase else {
                let right = isUnreserved ? String(letter) : String(decoding: digits, as: UTF8.self).uppercased()
                throw Problem(
                    text: "has an escape that requests never have", remedy: "write \(isUnreserved ? "" : "%")\(right)")
            }
        }
    }
}
