/// Why a connection can be used no longer.
enum WireError: Error, Equatable {
    /// The peer was too slow.
    case timeout
    /// The peer has ended it.
    case closed
    /// The host is ending.
    case interrupted
    /// The system's or OpenSSL's words.
    case failed(String)

    var text: String {
        switch self {
        case .timeout: "the other side took too long"
        case .closed: "the other side has closed the connection"
        case .interrupted: "the host is ending"
        case .failed(let reason): reason
        }
    }
}
