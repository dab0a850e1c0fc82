internal import Isolate

/// A worker's versions as one loop has them.
struct LoopVersions {
    /// Who answers where nothing else is said. Nil: none yet.
    var current: LoopVersion?
    /// The one before, while `current` has not proved itself.
    var previous: LoopVersion?
    /// Nil: `current` has all requests.
    var split: LoopSplit?
    /// Nil: no requests are copied.
    let shadow: LoopShadow?
    /// All that are here, each once.
    private(set) var all: [LoopVersion]

    /// - Parameter old: what the loop has of them already is kept.
    init(_ versions: WorkerRecord.Versions, loop: Int, old: [LoopVersion] = []) {
        let all = versions.all.map { version in
            old.first { $0.version === version } ?? LoopVersion(version, loop: loop)
        }
        func own(_ version: WorkerVersion?) -> LoopVersion? { all.first { $0.version === version } }
        self.all = all
        current = own(versions.current)
        previous = own(versions.previous)
        shadow = versions.shadow.map(LoopShadow.init)
        split = versions.split.map { split in LoopSplit(split, split.versions.compactMap(own)) }
        for version in all {
            version.hasPrevious = version === current && previous != nil
            version.meter = versions.split == nil ? nil : version.version.meter.loops[loop]
        }
    }

    mutating func dropPrevious() {
        guard let previous, previous !== current, split?.contains(previous) != true else { return }
        all.removeAll { $0 === previous }
        self.previous = nil
        current?.hasPrevious = false
    }

    /// Nil: it is not here.
    func version(_ number: Int) -> LoopVersion? { all.first { $0.number == number } }
}

extension LoopContext {
    /// From now on requests of that worker start on other versions. Those in flight finish on theirs, which is freed when
    /// the last of them ends.
    func replace(worker: Int, with new: WorkerRecord.Versions) {
        let old = versions[worker].all
        let present = LoopVersions(new, loop: index, old: old)
        versions[worker] = present
        for version in old where !present.all.contains(where: { $0 === version }) {
            isolates?.forget(version.deployment)
        }
        for version in present.all where !old.contains(where: { $0 === version }) {
            isolates?.warm(version.deployment, count: LoopContext.warmCount)
        }
    }

    /// `version` has proved itself, and nobody will fall back on the one before. Harmless when it has been replaced.
    func dropPrevious(worker: Int, of version: WorkerVersion) {
        guard versions[worker].current?.version === version, let previous = versions[worker].previous else { return }
        versions[worker].dropPrevious()
        if versions[worker].previous == nil { isolates?.forget(previous.deployment) }
    }

    /// The first request of a slot pays for its page faults: better before there is one.
    func warm() {
        for version in versions {
            if let deployment = version.current?.deployment { isolates?.warm(deployment, count: LoopContext.warmCount) }
        }
    }

    private static let warmCount = 4
}

extension Shared {
    /// What the worker's versions are from now on; the loops are to be told.
    @discardableResult
    func replace(worker: Int, with deployment: Deployment) -> WorkerRecord.Versions {
        let record = records[worker]
        return record.replace(
            with: WorkerVersion(
                deployment, record.quarantine, loops: config.threads, origins: config.workers[worker].origins))
    }
}
