/// The versions that have answered all of a worker's requests, one after the other: where rollbacks go. A value.
///
/// While requests are split between versions, the newest of these is the one that answered before the split began:
/// however far a ramp has come, the way back is where it started.
package struct LiveHistory: Sendable, Equatable {
    /// Older ones are forgotten.
    package static let versionsMax = 16

    /// The newest last, each once.
    package private(set) var versions: [VersionNumber] = []

    package init() {}

    /// nil: one is named twice, or there are more than are kept.
    init?(_ versions: [VersionNumber]) {
        guard versions.count <= Self.versionsMax, Set(versions).count == versions.count else { return nil }
        self.versions = versions
    }

    package var last: VersionNumber? { versions.last }

    /// All requests are this version's.
    package mutating func settle(on version: VersionNumber) {
        versions.removeAll { $0 == version }
        versions.append(version)
        if versions.count > Self.versionsMax { versions.removeFirst() }
    }

    /// All requests are this version's again: what came after it is no way back any more, for it was left on purpose.
    package mutating func goBack(to version: VersionNumber) {
        if let index = versions.firstIndex(of: version) {
            versions.removeSubrange((index + 1)...)
        } else {
            versions = versions.dropLast() + [version]
        }
    }

    /// Without the versions that are gone.
    package mutating func keep(_ isThere: (VersionNumber) -> Bool) { versions.removeAll { !isThere($0) } }

    /// For one that is gone: that a rollback goes there is all that is known of it.
    mutating func insertFirst(_ version: VersionNumber) {
        guard !versions.contains(version) else { return }
        versions.insert(version, at: 0)
    }
}
