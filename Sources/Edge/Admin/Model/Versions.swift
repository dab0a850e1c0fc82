/// Where a version comes from.
package struct Provenance: AdminRecord {
    package var author: String?
    /// Seconds since 1970; of the build.
    package var at: Int?
    package var message: String?
    package var commit: String?
    package var toolchain: String?

    package init() {}

    package static let about: StaticString = "Who made a version, when, of what, with what."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("author", &author, "Who.")
        visitor.member("at", &at, "When it was built: seconds since 1970.")
        visitor.member("message", &message, "Why.")
        visitor.member("commit", &commit, "Of which commit.")
        visitor.member("toolchain", &toolchain, "With which toolchain.")
    }
}

/// A version of a worker: never changed once it is there.
package struct VersionInfo: AdminRecord {
    package enum Source: String, AdminWord { case deploy, rotate, config }
    package enum State: String, AdminWord {
        /// Gets requests.
        case live
        /// Is kept, and gets none.
        case idle
    }

    package var worker = ""
    package var version = VersionID(1)
    package var state = State.idle
    /// In percent.
    package var share = 0.0
    /// Seconds since 1970; nil: it takes requests.
    package var quarantinedAt: Int?
    package var source = Source.deploy
    /// Seconds since 1970.
    package var createdAt = 0
    /// In hexadecimal digits.
    package var moduleSHA256 = ""
    package var moduleBytes = 0
    package var origins: [String] = []
    package var variables: [String: String] = [:]
    /// Name to salted fingerprint.
    package var secrets: [String: String] = [:]
    package var limits: [String: String] = [:]
    package var smokeRequests = 0
    package var signedBy: String?
    package var provenance = Provenance()

    package init() {}

    package static let about: StaticString = "A version of a worker: module, bindings, limits and variables."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("worker", &worker, "The worker's name.")
        visitor.member("version", &version, "The version's number, never used again.")
        visitor.member("state", &state, "Whether it gets requests.")
        visitor.member("share", &share, "The share of users that it gets, in percent.")
        visitor.member(
            "quarantined_at", &quarantinedAt,
            "Since when it has been out because it failed too often: seconds since 1970. Absent: it is not.")
        visitor.member("source", &source, "What has made it.")
        visitor.member("created_at", &createdAt, "When this host took it: seconds since 1970.")
        visitor.member("module_sha256", &moduleSHA256, "SHA-256 of the bundle, in hexadecimal digits.")
        visitor.member("module_bytes", &moduleBytes, "Bytes of the bundle.")
        visitor.member("origins", &origins, "The origins that it may reach.")
        visitor.member("variables", &variables, "Value by name.")
        visitor.member("secrets", &secrets, "Salted fingerprint by name: the same for the same value.")
        visitor.member("limits", &limits, "Value by name, as in the configuration.")
        visitor.member("smoke_requests", &smokeRequests, "Smoke requests that its manifest declares.")
        visitor.member("signed_by", &signedBy, "The key that has signed it.")
        visitor.member("provenance", &provenance, "Where it comes from.")
    }
}

/// A version that is out: others answer for it.
package struct QuarantinedVersion: AdminRecord {
    package var worker = ""
    package var version = VersionID(1)
    /// Seconds since 1970.
    package var since = 0

    package init() {}

    package static let about: StaticString = "A version that is out because it failed too often."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("worker", &worker, "The worker's name.")
        visitor.member("version", &version, "The version's number.")
        visitor.member("since", &since, "Seconds since 1970.")
    }
}

package struct VersionList: AdminRecord {
    package var worker = ""
    /// The newest first.
    package var versions: [VersionInfo] = []

    package init() {}

    package static let about: StaticString = "A worker's versions, the newest first."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("worker", &worker, "The worker's name.")
        visitor.member("versions", &versions, "Those that are kept.")
    }
}
