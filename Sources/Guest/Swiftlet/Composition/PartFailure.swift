/// A part of a page could not be had.
public struct PartFailure {
    /// Why.
    public enum Reason: Error {
        /// No answer: `.unreachable`, `.timeout` (the deadline, or the origin's own timeouts), `.limit`, …
        case unavailable(WorkerError)
        /// An answer with a status outside of 200-299.
        case status(Int)
        /// Its body has more bytes than this part may have.
        case tooLarge(limit: Int)
        /// Its body is not JSON, or lacks what its shape refuses to go without.
        case malformed(JSONError)
    }

    /// The part's name.
    public let part: StaticString
    public let reason: Reason

    /// The deadline passed.
    public var isTimeout: Bool {
        if case .unavailable(.timeout) = reason { true } else { false }
    }
}

extension PartFailure: CustomStringConvertible {
    /// `orders: status 503`
    @export(interface)
    public var description: String {
        let why =
            switch reason {
            case .unavailable(let error): error.description
            case .status(let status): "status \(status)"
            case .tooLarge(let limit): "more than \(limit) bytes"
            case .malformed(let error): error.description
            }
        return "\(Bytes(part).text): \(why)"
    }
}
