/// How a request failed at its worker. A request counts once. Clients' and origins' mistakes count nowhere.
package enum VersionFailure: Int, CaseIterable, Sendable {
    /// A check of the worker's own code.
    case trap
    /// CPU, wall clock, memory or stack.
    case limit
    /// An answer that HTTP or the ABI does not allow.
    case answer
    /// An error that the worker threw.
    case thrown
    /// A response of the worker's own with a status from 500.
    case status

    package var word: String { "\(self)" }
}
