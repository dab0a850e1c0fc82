/// Where an origin is: `http://host[:port][/base]` or `https://…`, taken apart.
///
/// A request's whole path is appended to `basePath`: with `url = "http://10.0.0.7:9000/v1"`, `/api/user?id=4` becomes
/// `/v1/api/user?id=4`.
package struct OriginURL: Sendable, Equatable {
    /// The scheme is https.
    package var isEncrypted: Bool
    /// A name in lower case, or an IP address (IPv6 without brackets).
    package var host: String
    package var port: UInt16
    /// Empty, or begins with `/` and does not end with one.
    package var basePath: String

    /// Host and port as they stand in a `Host` field: the port is left out where the scheme implies it.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isEncrypted ? 443 : 80) ? name : "\(name):\(port)"
    }

    package init(isEncrypted: Bool, host: String, port: UInt16, basePath: String = "") {
        self.isEncrypted = isEncrypted
        self.host = host
        self.port = port
        self.basePath = basePath
    }
}

extension OriginURL {
    /// What is wrong with a URL, to follow the URL itself in a sentence.
    package struct Problem: Error {
        package var text: String
    }

    package static func parse(_ text: String) -> Result<OriginURL, Problem> {
        let isEncrypted: Bool
        let rest: Substring
        if text.hasPrefix("http://") {
            (isEncrypted, rest) = (false, text.dropFirst(7))
        } else if text.hasPrefix("https://") {
            (isEncrypted, rest) = (true, text.dropFirst(8))
        } else {
            return .failure(Problem(text: "does not begin with http:// or https://"))
        }
        guard !rest.contains("?"), !rest.contains("#") else {
            return .failure(Problem(text: "has a query or a fragment"))
        }
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        let (authority, path) = (rest[..<end], rest[end...])
        guard !authority.contains("@") else { return .failure(Problem(text: "has a user name")) }
        guard let parts = HostAndPort(String(authority)), parts.port != 0,
            HostAndPort.isName(parts.host) || HostAndPort.isIPv6(parts.host)
        else { return .failure(Problem(text: "has no valid host and port")) }
        guard path.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            return .failure(Problem(text: "has blanks or letters in its path that must be percent-encoded"))
        }
        let base = path.reversed().drop { $0 == "/" }.reversed()
        return .success(
            OriginURL(
                isEncrypted: isEncrypted, host: parts.host, port: parts.port ?? (isEncrypted ? 443 : 80),
                basePath: String(base)))
    }
}
