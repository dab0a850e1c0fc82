/// Names by which a developer's host is asked for: addresses, `localhost`, and what the routes name.
///
/// Any other may be a stranger's that was made to lead here (DNS rebinding): the page that bears it could read what it is
/// answered, so it is told as little as in production. A value, as of one configuration.
struct OwnHosts {
    private let routes: [Route]

    init(_ routes: [Route]) { self.routes = routes }

    /// - Parameter authority: of the request, with or without a port; empty where an old client sends none.
    func contains(_ authority: UnsafeRawBufferPointer) -> Bool {
        let name = unsafe String(decoding: HostTable.name(in: authority), as: UTF8.self).lowercased()
        if name.isEmpty || name == "localhost" || name.hasSuffix(".localhost") || Self.isAddress(name) { return true }
        return routes.contains { route in
            switch route.pattern.host {
            case .any: false
            case .suffix(let suffix): name.hasSuffix(suffix)
            case .exact(let host): name == host
            }
        }
    }

    /// No domain ends in digits (RFC 3696 section 2), and names have no brackets.
    private static func isAddress(_ name: String) -> Bool {
        name.hasPrefix("[")
            || name.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }
    }
}
