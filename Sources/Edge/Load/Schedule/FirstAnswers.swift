/// Tells a load that meets nothing but failures: whoever waits for it to become warm waits for nothing. Without clock; a
/// value of one load, counted from its first request.
package struct FirstAnswers: Sendable {
    /// So many must have failed, none been answered as it should be, and so much time (nanoseconds) have passed: a server
    /// may answer with an error for its first moments.
    package static let failuresLeast = 5
    package static let patience: UInt64 = 1_000_000_000

    private var hasOne = false
    private var failures: [String: Int] = [:]
    package private(set) var failureCount = 0

    package init() {}

    package mutating func answered() {
        if !hasOne { hasOne = true }
    }

    /// What was not sent for want of a connection says nothing of the server.
    package mutating func failed(_ kind: String) {
        guard !hasOne, !kind.hasPrefix("not sent") else { return }
        let known = failures[kind] != nil || failures.count < LoadLimits.failureKindsMax
        failures[known ? kind : "other", default: 0] += 1
        failureCount += 1
    }

    /// - Parameter elapsed: nanoseconds since the load began.
    package func areHopeless(after elapsed: UInt64) -> Bool {
        !hasOne && failureCount >= Self.failuresLeast && elapsed >= Self.patience
    }

    /// Nothing was answered as it should be, however many have failed.
    package var areMissing: Bool { !hasOne }

    /// Commonest first.
    package var kinds: [(kind: String, count: Int)] {
        failures.map { (kind: $0.key, count: $0.value) }.sorted { ($1.count, $0.kind) < ($0.count, $1.kind) }
    }
}
