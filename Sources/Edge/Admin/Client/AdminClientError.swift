/// Why a command got no answer, or not the one that it wanted.
package enum AdminClientError: Error, Equatable, CustomStringConvertible {
    /// No host was reached: what was tried, why not, and what to do.
    case unreachable(String)
    /// What was named to show or to trust is no such file: which, and what to name.
    case credentials(String)
    /// A host was reached, and the exchange broke off.
    case broken(String)
    /// The host speaks another version of the API.
    case skew(String)
    /// The host's answer.
    case refused(AdminError)

    package var description: String {
        switch self {
        case .unreachable(let text), .credentials(let text), .broken(let text), .skew(let text): text
        case .refused(let error):
            error.remedy.map { "\(error.detail): \($0)" } ?? error.detail
        }
    }
}
