public import HTTPTypes

/// What can go wrong in a worker: the one error type of the SDK and of `fetch`.
///
/// A worker that lets one escape from `fetch` answers 500; its description goes to the log, not to the client.
public enum WorkerError: Error, Equatable {
    /// The config binds no origin of this name to the worker.
    case unknownOrigin
    /// The origin could not be reached, or broke off.
    case unreachable
    /// The origin took longer than its timeouts allow.
    case timeout
    /// The origin's answer was not HTTP.
    case protocolViolation
    /// More subrequests, or a longer body, than a limit allows.
    case limit
    /// A header name, header value, method or target that HTTP does not allow.
    case invalid
    /// This body has been read or passed on already: it can be read, or passed on, once.
    case bodyUsed
    /// A body that is not the JSON that was asked for: where and why, and whether an origin sent it.
    case invalidJSON(InvalidJSON)
    /// The worker's own reason.
    case message(String)
}

extension WorkerError {
    /// The status that tells the client whose fault it was: 400 for its own JSON, 502 for what an origin sent or did not
    /// send, 504 where it took too long, else 500.
    ///
    ///     catch { return .text(error.description, status: error.status) }
    public var status: HTTPResponse.Status {
        switch self {
        case .invalidJSON(let mistake): mistake.status
        case .unreachable, .protocolViolation: .badGateway
        case .timeout: .gatewayTimeout
        case .unknownOrigin, .limit, .invalid, .bodyUsed, .message: .internalServerError
        }
    }
}

extension WorkerError: CustomStringConvertible {
    /// In plain words, for the log.
    public var description: String {
        switch self {
        case .message(let reason): reason
        case .invalidJSON(let mistake): mistake.description
        default: words.description
        }
    }

    /// The description for the host, with no String made for it.
    var reason: Bytes {
        switch self {
        case .message(let reason): Bytes(copying: reason)
        case .invalidJSON(let mistake): mistake.explanation
        default: Bytes(words)
        }
    }

    private var words: StaticString {
        switch self {
        case .unknownOrigin: "no such origin is bound to this worker"
        case .unreachable: "the origin could not be reached or broke off"
        case .timeout: "the origin did not answer in time"
        case .protocolViolation: "the origin's answer was not HTTP"
        case .limit: "a limit of this worker was reached"
        case .invalid: "a name, value, method or target that HTTP does not allow"
        case .bodyUsed: "the body was read or passed on already"
        // They have words of their own.
        case .invalidJSON, .message: ""
        }
    }
}
