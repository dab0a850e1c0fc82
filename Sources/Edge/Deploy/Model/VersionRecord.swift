/// What makes a version, before it has a number.
package struct VersionDraft: Sendable, Equatable {
    /// The file that was deployed, as the store keeps it.
    package var module: ModuleDigest
    package var moduleBytes: Int
    package var settings: VersionSettings
    package var smoke: [SmokeRequest]
    package var provenance: Provenance
    /// The id of the key that signed the bundle; nil: nobody did.
    package var signedBy: String?
    /// Milliseconds since 1970, by the host's clock. To be shown; the order is by number.
    package var created: Int64
    /// The version whose code this is, where only variables or secrets were rotated.
    package var basedOn: VersionNumber?

    package init(
        module: ModuleDigest, moduleBytes: Int, settings: VersionSettings = VersionSettings(),
        smoke: [SmokeRequest] = [], provenance: Provenance = Provenance(), signedBy: String? = nil,
        created: Int64, basedOn: VersionNumber? = nil
    ) {
        self.module = module
        self.moduleBytes = moduleBytes
        self.settings = settings
        self.smoke = smoke
        self.provenance = provenance
        self.signedBy = signedBy
        self.created = created
        self.basedOn = basedOn
    }
}

/// One version of a worker. Immutable.
package struct VersionRecord: Sendable, Equatable {
    package let worker: WorkerName
    package let number: VersionNumber
    package let content: VersionDraft

    package init(worker: WorkerName, number: VersionNumber, content: VersionDraft) {
        self.worker = worker
        self.number = number
        self.content = content
    }
}
