/// A worker in a list.
package struct WorkerSummary: AdminRecord {
    package enum State: String, AdminWord {
        /// Has no version yet, and answers 503.
        case waiting
        /// One version gets all.
        case live
        /// Several versions share the requests.
        case split
        /// A guarded rollout is under way.
        case rolling
    }

    package var name = ""
    package var state = State.waiting
    package var weights = Weights()
    package var baseline: VersionID?
    package var latest: VersionID?
    package var versions = 0
    /// Seconds since 1970.
    package var deployedAt: Int?
    /// Named in the configuration.
    package var isConfigured = false
    /// How what runs differs from the configuration.
    package var drift: [String] = []
    /// Of those that get requests.
    package var quarantined: [QuarantinedVersion] = []

    package init() {}

    package static let about: StaticString = "A worker in a list."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("name", &name, "Its name.")
        visitor.member("state", &state, "What it does.")
        visitor.member("weights", &weights, "Share by version, in percent.")
        visitor.member("baseline", &baseline, "The version that others are compared with.")
        visitor.member("latest", &latest, "The newest version.")
        visitor.member("versions", &versions, "How many versions are kept.")
        visitor.member("deployed_at", &deployedAt, "When the newest version came: seconds since 1970.")
        visitor.member("configured", &isConfigured, "Whether the configuration names it.")
        visitor.member("drift", &drift, "How what runs differs from the configuration.")
        visitor.defaulted(
            "quarantined", &quarantined, "Which versions with requests are out because they failed too often.")
    }
}

package struct WorkerList: AdminRecord {
    package var workers: [WorkerSummary] = []

    package init() {}

    package static let about: StaticString = "The host's workers, by name."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("workers", &workers, "By name.")
    }
}

package struct WorkerDetail: AdminRecord {
    package var summary = WorkerSummary()
    /// What a rollback would go to.
    package var previous: VersionID?
    /// As the configuration has them: "example.com/shop/*".
    package var routes: [String] = []
    package var rollout = RolloutStatus()
    package var shadow: ShadowStatus?
    package var liveVersions: [VersionInfo] = []

    package init() {}

    package static let about: StaticString = "A worker, its rollout and its versions that get requests."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("summary", &summary, "As in the list.")
        visitor.member("previous", &previous, "The version that a rollback goes to.")
        visitor.member("routes", &routes, "The routes that lead to it.")
        visitor.member("rollout", &rollout, "Its rollout.")
        visitor.member("shadow", &shadow, "Its shadow traffic, if any.")
        visitor.member("live", &liveVersions, "The versions that get requests.")
    }
}

package struct WorkerDeletion: AdminRecord {
    package var worker = ""
    package var versions = 0
    /// Numbers go on behind it, should the worker come again.
    package var last: VersionID?

    package init() {}

    package static let about: StaticString = "A worker that was deleted."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("worker", &worker, "Its name.")
        visitor.member("versions", &versions, "How many versions were removed.")
        visitor.member("last", &last, "The last number that is used.")
    }
}
