/// The host as a whole.
package struct HostStatus: AdminRecord {
    package enum State: String, AdminWord { case serving, ending }

    /// Of `AdminLimits.apiVersion`: what a client checks first.
    package var api = AdminLimits.apiVersion
    package var swiftlet = ""
    package var engine = ""
    package var state = State.serving
    package var processID = 0
    /// Seconds since 1970.
    package var startedAt = 0
    package var config: String?
    package var loops = 0
    package var listeners: [String] = []
    package var workers = 0
    package var waiting: [String] = []
    package var rolling: [String] = []
    package var store = StoreStatus()
    package var drift: [ConfigChange] = []
    package var quarantined: [QuarantinedVersion] = []

    package init() {}

    package static let about: StaticString = "The host as a whole."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("api", &api, "The version of this API.")
        visitor.member("swiftlet", &swiftlet, "The host's version.")
        visitor.member("engine", &engine, "The engine's version.")
        visitor.member("state", &state, "Whether it serves.")
        visitor.member("pid", &processID, "Its process.")
        visitor.member("started_at", &startedAt, "Seconds since 1970.")
        visitor.member("config", &config, "The configuration's path.")
        visitor.member("loops", &loops, "Threads that serve.")
        visitor.member("listeners", &listeners, "Addresses that it serves.")
        visitor.member("workers", &workers, "How many workers there are.")
        visitor.member("waiting", &waiting, "Workers that wait for their first version.")
        visitor.member("rolling", &rolling, "Workers with a guarded rollout under way.")
        visitor.member("store", &store, "The store of versions.")
        visitor.member("drift", &drift, "How what runs differs from the configuration.")
        visitor.defaulted(
            "quarantined", &quarantined, "Which versions with requests are out because they failed too often.")
    }
}

package struct StoreStatus: AdminRecord {
    package var path = ""
    package var bytes = 0
    package var bytesMax = 0
    package var versions = 0
    package var modules = 0
    /// What was repaired or set aside when it was opened.
    package var repairs: [String] = []

    package init() {}

    package static let about: StaticString = "The store of versions on disk."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("path", &path, "Its directory.")
        visitor.member("bytes", &bytes, "What it takes.")
        visitor.member("bytes_max", &bytesMax, "What it may take.")
        visitor.member("versions", &versions, "Versions in it.")
        visitor.member("modules", &modules, "Modules in it; several versions may have the same one.")
        visitor.member("repairs", &repairs, "What was repaired or set aside when it was opened.")
    }
}

/// Something that the configuration says and the host does not do yet.
package struct ConfigChange: AdminRecord {
    package enum Kind: String, AdminWord { case add, change, remove }
    package enum Effect: String, AdminWord {
        /// Of applying.
        case newVersion = "new_version"
        case live, restart, none
    }

    package var kind = Kind.change
    /// "workers.shop", "routes[3]", "listeners[0].address".
    package var key = ""
    package var before: String?
    package var after: String?
    package var effect = Effect.live
    package var note: String?

    package init() {}

    package static let about: StaticString = "Something that the configuration says and the host does not do."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("kind", &kind, "What would happen to it.")
        visitor.member("key", &key, "Its key in the configuration.")
        visitor.member("before", &before, "What runs; left out: nothing.")
        visitor.member("after", &after, "What the configuration says; left out: nothing.")
        visitor.member("effect", &effect, "What applying does: restart means that only a new start does it.")
        visitor.member("note", &note, "What is worth knowing.")
    }
}

package struct ConfigPlan: AdminRecord {
    /// Of what runs and of the file: a plan is applied only while it is still this one.
    package var digest = ""
    package var config = ""
    package var changes: [ConfigChange] = []

    package init() {}

    package static let about: StaticString = "What applying the configuration would change."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("digest", &digest, "Names this plan for applying it.")
        visitor.member("config", &config, "The configuration's path.")
        visitor.member("changes", &changes, "None: what runs is what the configuration says.")
    }
}

package struct ApplyRequest: AdminRecord {
    package var plan = ""

    package init() {}

    package static let about: StaticString = "Which plan to apply."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("plan", &plan, "The plan's digest.")
    }
}

package struct ApplyResult: AdminRecord {
    package var plan = ""
    package var applied: [ConfigChange] = []
    /// What takes a new start of the host.
    package var left: [ConfigChange] = []
    package var versions: [DeployResult] = []

    package init() {}

    package static let about: StaticString = "What was applied."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("plan", &plan, "The plan's digest.")
        visitor.member("applied", &applied, "What was done.")
        visitor.member("left", &left, "What takes a new start of the host.")
        visitor.member("versions", &versions, "The versions that were made.")
    }
}
