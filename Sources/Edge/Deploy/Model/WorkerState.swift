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
    /// What has answered everything, the present version included, where one does.
    package var history = LiveHistory()
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

    /// The revision of the state that comes after this one. It is only compared: what a file says may be as high as it
    /// likes. Never 0, which is that of no state.
    package var nextRevision: UInt64 { revision == .max ? 1 : revision + 1 }

    /// The version with the largest share, of several the oldest; nil: nothing is live.
    package var leader: VersionNumber? {
        shares.max { ($0.weight, $1.version) < ($1.weight, $0.version) }?.version
    }

    /// Where a rollback goes: of a split, to what answered before it; else to what answered before the present version.
    package var previous: VersionNumber? {
        guard shares.count == 1 else { return history.last }
        return history.versions.last { $0 != shares[0].version }
    }

    /// The version that a split is about: the one with a share that did not answer everything before. nil: there is no
    /// split, or there are several.
    package var candidate: VersionNumber? {
        let others = shares.map(\.version).filter { $0 != history.last }
        return shares.count > 1 && others.count == 1 ? others[0] : nil
    }

    /// Everything that must be there for this state to be served or rolled back.
    package var versionsInUse: Set<VersionNumber> {
        var versions = Set(shares.map(\.version) + pinned)
        if let previous { versions.insert(previous) }
        return versions
    }

    /// With all requests for one version. A guarded rollout that has ended is told of no more.
    package func live(_ version: VersionNumber) -> WorkerState {
        var state = self
        state.give(version)
        state.history.settle(on: version)
        return state
    }

    /// With all requests for a version that shall take the place of what is live, as if that had not been.
    package func back(to version: VersionNumber) -> WorkerState {
        var state = self
        state.give(version)
        if shares.count > 1, !history.versions.contains(version) {
            // What a split began from was not what failed.
            state.history.settle(on: version)
        } else {
            state.history.goBack(to: version)
        }
        return state
    }

    private mutating func give(_ version: VersionNumber) {
        shares = [Share(version, weight: Self.weightOfAll)]
        assignment = nil
        guarded = nil
    }
}
