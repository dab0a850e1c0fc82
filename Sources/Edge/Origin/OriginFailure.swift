/// Why an origin gave no (whole) answer. Always the origin's fault or its network's, never the client's.
///
/// A number, because it passes through a C function: see `OriginEvents`.
package enum OriginFailure: Int32, Error, Sendable {
    /// DNS, TCP or TLS: no connection.
    case unreachable
    /// The certificate is not valid for the host.
    case untrusted
    case connectTimeout
    case firstByteTimeout
    /// Silence in the middle of a response.
    case idleTimeout
    /// Bytes that are not HTTP/1.1, or framing that cannot be trusted (RFC 9112 §6.3).
    case notHTTP
    /// The connection broke before the response was complete.
    case brokenOff
    /// The response was not complete by the caller's own deadline.
    case deadline
    /// All connections busy and the waiting line full.
    case overloaded

    /// RFC 9110 §15.6.3, §15.6.5: a bad answer is told apart from one that did not come in time.
    package var status: Int {
        switch self {
        case .unreachable, .untrusted, .notHTTP, .brokenOff: 502
        case .overloaded: 503
        case .connectTimeout, .firstByteTimeout, .idleTimeout, .deadline: 504
        }
    }

    package var reason: StaticString {
        switch self {
        case .unreachable: "the origin cannot be reached"
        case .untrusted: "the origin's certificate is not trusted"
        case .connectTimeout: "the origin did not accept a connection in time"
        case .firstByteTimeout: "the origin did not answer in time"
        case .idleTimeout: "the origin fell silent in the middle of its answer"
        case .deadline: "the origin's answer was not complete by the worker's deadline"
        case .notHTTP: "the origin's answer is not valid HTTP"
        case .brokenOff: "the origin broke the connection off"
        case .overloaded: "too many requests wait for the origin"
        }
    }
}
