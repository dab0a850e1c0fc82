/// What a URL says of a request: `https://host/path?query`, or a path alone.
package struct URLParts {
    package var isSecure = true
    package var authority = "localhost"
    package var target = "/"

    package init(_ url: String) throws(RehearsalError) {
        var rest = url[...]
        if let scheme = rest.firstRange(of: "://") {
            switch rest[..<scheme.lowerBound].lowercased() {
            case "https": isSecure = true
            case "http": isSecure = false
            default: throw RehearsalError(.url, url, "write http://…, https://… or a path")
            }
            rest = rest[scheme.upperBound...]
            let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
            authority = String(rest[..<end])
            guard !authority.isEmpty, !authority.contains("@") else {
                throw RehearsalError(.url, url, "write a host, without user or password")
            }
            rest = rest[end...]
        } else if !rest.hasPrefix("/"), !rest.isEmpty, rest != "*" {
            throw RehearsalError(.url, url, "a path begins with /; with a host, write http://… or https://…")
        }
        // A fragment never leaves the browser (RFC 9110 section 4.2.5).
        let path = rest[..<(rest.firstIndex(of: "#") ?? rest.endIndex)]
        target = path.isEmpty ? "/" : path.hasPrefix("?") ? "/" + path : String(path)
    }
}
