/// Why a text is no URL that an edge can use.
public enum URLError: Error, Equatable, Sendable {
    /// Longer than `URL.bytesMax`.
    case tooLong
    /// Neither http nor https.
    case scheme
    /// Relative, and nothing to resolve it against.
    case relative
    /// It names a user or a password (RFC 9110 section 4.2.4: an error from a source that is not trusted).
    case credentials
    /// No host, one with a character that none may have, or with an address that is none.
    case host
    /// A host that is not ASCII. Convert it to its `xn--` form first: the tables for that would outweigh a worker.
    case internationalHost
    /// Not a number, or above 65535.
    case port
}

extension URLError: CustomStringConvertible {
    @export(interface)
    public var description: String {
        switch self {
        case .tooLong: "the URL is too long"
        case .scheme: "the URL is neither http nor https"
        case .relative: "the URL is relative"
        case .credentials: "the URL names a user"
        case .host: "the URL has no valid host"
        case .internationalHost: "the URL's host is not ASCII: use its xn-- form"
        case .port: "the URL has no valid port"
        }
    }
}
