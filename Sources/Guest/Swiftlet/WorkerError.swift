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
    /// The worker's own reason.
    case message(String)
}

extension WorkerError: CustomStringConvertible {
    /// In plain words, for the log.
    public var description: String {
        switch self {
        case .unknownOrigin: "no such origin is bound to this worker"
        case .unreachable: "the origin could not be reached or broke off"
        case .timeout: "the origin did not answer in time"
        case .protocolViolation: "the origin's answer was not HTTP"
        case .limit: "a limit of this worker was reached"
        case .invalid: "a name, value, method or target that HTTP does not allow"
        case .bodyUsed: "the body was read or passed on already"
        case .message(let reason): reason
        }
    }
}
