import Testing

/// One sin of a worker that answers requests: what it does, and what that comes to. The rows of docs/containment.md.
struct ZooSin: Sendable, CustomTestStringConvertible {
    /// A worker of `ZooServer`.
    enum Guest: String, Sendable, CaseIterable {
        case swift, c
        /// The same modules with short wall clocks.
        case impatientSwift = "impatient-swift"
        case impatientC = "impatient-c"
        /// A module in the text format, whose code may change its table.
        case table

        var language: String {
            switch self {
            case .swift, .impatientSwift: "Swift"
            case .c, .impatientC: "C"
            case .table: "text"
            }
        }
    }

    struct Limit: Sendable {
        /// Below the worker's table.
        var key: String
        var value: String
    }

    /// What the log says of a failure.
    struct Fault: Sendable {
        /// Of the field `cause`.
        var cause: String
        var limit: Limit?
        /// What else the line says: a function of the stack, or which address it was.
        var says: [String] = []
    }

    enum End: Sendable {
        /// It never answers; the host does.
        case answered(Int, Fault)
        /// Its answer had begun: the connection ends before the answer does.
        case cut(Fault)
        /// The client has its answer; what follows fails.
        case afterwards(Fault)
        /// The host call returns an error, or does no harm, and the guest goes on as the ABI says.
        case refused
        /// As `refused`; the log says what was left out because of a limit.
        case curtailed(Limit)
    }

    var guest: Guest
    /// The last part of the path.
    var name: String
    /// In plain words.
    var deed: String
    var end: End

    var testDescription: String { "\(guest.rawValue)/\(name)" }
}

extension ZooSin {
    static let all =
        checks + appetites + clocks + messages + addresses + handles + floods + answers + fields + times + machine
}
