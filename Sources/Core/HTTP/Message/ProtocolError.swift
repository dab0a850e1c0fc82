/// The peer's mistake: what is wrong with its message, and the status that says so.
///
/// A trivial value; throwing it allocates nothing. After it the connection's bytes mean nothing any more: answer and
/// close. From a response parser `status` is 502, what the client of a gateway is told.
package struct ProtocolError: Error, Sendable, CustomStringConvertible {
    package var status: Int
    /// Short, fixed, in plain English; fit for a log line and for the answer's body.
    package var reason: StaticString

    package init(status: Int, reason: StaticString) {
        self.status = status
        self.reason = reason
    }

    package var description: String { "\(status) \(reason)" }

    static func badRequest(_ reason: StaticString) -> ProtocolError { ProtocolError(status: 400, reason: reason) }
    static func badResponse(_ reason: StaticString) -> ProtocolError { ProtocolError(status: 502, reason: reason) }
}
