/// How a message's body ends on the wire (RFC 9112 section 6.3). Decided once, when the head is complete.
package enum BodyFraming: Equatable, Sendable {
    case none
    /// Bytes; `length(0)` is said explicitly by the head.
    case length(UInt64)
    case chunked
    /// Responses only: the body ends where the connection does.
    case untilClose

    /// Whether nothing follows the head.
    package var isEmpty: Bool {
        switch self {
        case .none, .length(0): true
        case .length, .chunked, .untilClose: false
        }
    }
}

/// The versions that are understood here.
package enum HTTPVersion: UInt8, Sendable {
    case http10, http11
}

/// The forms of a request target (RFC 9112 section 3.2).
package enum TargetForm: UInt8, Sendable {
    case origin, absolute, authority, asterisk
}

/// What a parser knows so far.
package enum HeadProgress: Equatable, Sendable {
    /// Nothing wrong yet: call again with the same bytes and more.
    case incomplete
    /// The head is these many bytes; what follows is body, or the next message.
    case complete(length: Int)
}
