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
