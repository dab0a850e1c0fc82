/// What is live of a worker. One file holds it, replaced at once: it alone decides.
package struct WorkerState: Sendable, Equatable {
    /// A version and its share of the requests.
    package struct Share: Sendable, Equatable {
        package var version: VersionNumber
        /// In hundredths of a percent; of all shares together 10,000.
        package var weight: Int

        package init(_ version: VersionNumber, weight: Int) {
            self.version = version
            self.weight = weight
        }
    }

    /// All of a worker's requests, in the unit of `Share.weight`.
    package static let weightOfAll = 10_000
    /// Versions with a share, and other lists of versions.
    package static let versionsMax = 64
    /// Of each text that the state keeps for others.
    package static let textBytesMax = 1 << 20

    /// Counts the states of this worker: a change is made to the one that its maker has seen. 0: none was ever set.
    package var revision: UInt64
    /// The highest number ever assigned; 0: none.
    package var lastNumber: UInt32
    /// Deleted workers leave this behind, so that their numbers are not used again.
    package var isDeleted: Bool
    /// By version. Empty: nothing is live, and requests are answered with 503.
    package var shares: [Share]
    /// The version that answered everything before the present one did: where a rollback goes.
    package var previous: VersionNumber?
    /// In use besides: candidates of a guarded rollout or of shadow traffic. Not collected.
    package var pinned: [VersionNumber]
    /// The digest of what the configuration said when it was last applied.
    package var appliedFromConfig: String?
    /// Who gets which version, in the assignment's own text.
    package var assignment: String?
    /// A guarded rollout that runs, in its own text.
    package var guarded: String?
    /// Shadow traffic, in its own text.
    package var shadow: String?
    /// What rollouts decided, in the log's own text.
    package var decisions: String?

    package init() {
        revision = 0
        lastNumber = 0
        isDeleted = false
        shares = []
        pinned = []
    }

    /// The version with the largest share, of several the oldest; nil: nothing is live.
    package var leader: VersionNumber? {
        shares.max { ($0.weight, $1.version) < ($1.weight, $0.version) }?.version
    }

    /// Everything that must be there for this state to be served or rolled back.
    package var versionsInUse: Set<VersionNumber> {
        var versions = Set(shares.map(\.version) + pinned)
        if let previous { versions.insert(previous) }
        return versions
    }
}
