/// Where a host's admin API is, and what to show it.
package enum AdminEndpoint: Equatable, Sendable {
    /// A unix socket's path.
    case socket(String)
    case tls(TLSEndpoint)

    package struct TLSEndpoint: Equatable, Sendable {
        /// A name or an IP address, which the certificate must be for.
        package var host: String
        package var port: UInt16
        package var token: String?
        /// A PEM file of the authorities that are trusted instead of the system's; the host's own certificate will do.
        package var authorities: String?
        /// PEM files of a client certificate and its key.
        package var certificate: String?
        package var key: String?

        package init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    /// "https://host:9443" or the path of a socket, with or without "unix:" before it; nil: neither.
    package init?(text: String) {
        if text.hasPrefix("https://") {
            var authority = text.dropFirst(8)
            if authority.last == "/" { authority.removeLast() }
            guard let endpoint = Self.tls(authority: authority) else { return nil }
            self = .tls(endpoint)
        } else {
            let path = text.hasPrefix("unix:") ? String(text.dropFirst(5)) : text
            guard !path.isEmpty, !path.contains("://") else { return nil }
            self = .socket(path)
        }
    }

    private static func tls(authority: Substring) -> TLSEndpoint? {
        guard !authority.contains(where: { "/?#@".contains($0) }) else { return nil }
        let isBracketed = authority.first == "["
        let hostEnd = isBracketed ? authority.firstIndex(of: "]") : authority.lastIndex(of: ":") ?? authority.endIndex
        guard let hostEnd else { return nil }
        let host =
            isBracketed ? authority[authority.index(after: authority.startIndex)..<hostEnd] : authority[..<hostEnd]
        var rest = authority[hostEnd...]
        if isBracketed { rest.removeFirst() }
        guard !host.isEmpty, isBracketed || !host.contains(":") else { return nil }
        guard !rest.isEmpty else { return TLSEndpoint(host: String(host), port: 443) }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return TLSEndpoint(host: String(host), port: port)
    }

    /// For messages.
    package var text: String {
        switch self {
        case .socket(let path): path
        case .tls(let endpoint):
            endpoint.host.contains(":")
                ? "https://[\(endpoint.host)]:\(endpoint.port)" : "https://\(endpoint.host):\(endpoint.port)"
        }
    }
}
