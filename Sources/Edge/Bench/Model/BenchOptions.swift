/// Which options of `swiftlet bench` were given, and which of them would do nothing: whoever gives an option expects
/// something of it, so that one which would be passed over is a mistake. A value.
package struct BenchOptions: Sendable {
    package enum Option: String, CaseIterable, Sendable {
        case suite, only, cost, wall, against, update, seed
        case rate, arrivals, duration, connections, newConnections = "new-connections", cleartext, insecure, sweep
        case margin, confidence, rounds
        case json, junit, annotations, summary, html, history, historyRuns = "history-runs"

        /// As it is written.
        package var text: String { "--\(rawValue)" }

        /// It says how a load is made, or who is compared by it.
        package var isOfLoad: Bool {
            switch self {
            case .rate, .arrivals, .duration, .connections, .newConnections, .cleartext, .insecure, .sweep, .margin,
                .confidence, .rounds:
                true
            default: false
            }
        }
    }

    package enum Target: Sendable {
        case worker
        case url(isEncrypted: Bool)

        /// As the user names it.
        package init(_ text: String) {
            self = text.hasPrefix("https://") ? .url(isEncrypted: true) : .worker
            if text.hasPrefix("http://") { self = .url(isEncrypted: false) }
        }

        package var isURL: Bool {
            if case .url = self { return true }
            return false
        }

        fileprivate var isEncrypted: Bool {
            if case .url(isEncrypted: true) = self { return true }
            return false
        }
    }

    private let target: Target
    private let against: Target?
    private let given: Set<Option>

    /// - Parameter given: `against` too, where there is one.
    package init(target: Target, against: Target?, given: Set<Option>) {
        self.target = target
        self.against = against
        self.given = given
    }

    /// Whoever gives an option of the load wants one, unless it only says whom to believe.
    package var wantsLoad: Bool { given.contains { $0.isOfLoad && $0 != .insecure } }

    /// The first option that would do nothing, why, and what to do; nil: there is none.
    package var problem: String? {
        if has(.historyRuns), !has(.history) {
            return "--history-runs says how many runs --history keeps: give --history too"
        }
        return problemOfTarget ?? problemOfUpdate ?? problemOfCost ?? problemOfComparison
    }

    private var problemOfTarget: String? {
        if target.isURL, has(.cost) || has(.update) { return "instructions can be counted of a worker, not of a URL" }
        if let against, against.isURL != target.isURL {
            return "--against: \(target.isURL ? "a URL is compared with a URL" : "a worker is compared with a worker")"
        }
        if has(.cleartext), target.isURL {
            return "--cleartext is of the server that is started for a worker: of a URL, http:// or https:// says it"
        }
        if has(.insecure), !target.isEncrypted, against?.isEncrypted != true {
            return "--insecure is of the certificate of an https:// URL: leave it out"
        }
        return nil
    }

    private var problemOfUpdate: String? {
        guard has(.update) else { return nil }
        if has(.against) { return "--update writes the baseline: leave out --against" }
        guard let other = has(.wall) ? .wall : firstOfLoad else { return nil }
        return "--update writes the baseline of costs, and looks at no clock: leave out \(other.text)"
    }

    private var problemOfCost: String? {
        guard has(.cost), !has(.wall), let other = firstOfLoad else { return nil }
        return "--cost looks at no clock: leave out \(other.text), or add --wall"
    }

    private var problemOfComparison: String? {
        if has(.against) {
            return has(.sweep) ? "--sweep: two versions are compared at one rate: leave out --sweep or --against" : nil
        }
        let ofComparison: [Option] = [.margin, .confidence, .rounds]
        return ofComparison.first(where: has).map { "\($0.text) is of a comparison: say of what with, by --against" }
    }

    private var firstOfLoad: Option? { Option.allCases.first { $0.isOfLoad && has($0) } }

    private func has(_ option: Option) -> Bool { given.contains(option) }
}
