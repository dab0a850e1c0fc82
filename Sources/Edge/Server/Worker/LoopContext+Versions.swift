internal import Isolate

/// A worker's versions as one loop has them.
struct LoopVersions {
    /// Nil: none yet, in development.
    var current: LoopVersion?
    /// The one before, while `current` has not proved itself.
    var previous: LoopVersion?

    init(_ versions: WorkerRecord.Versions, loop: Int) {
        current = versions.current.map { LoopVersion($0, loop: loop) }
        previous = versions.previous.map { LoopVersion($0, loop: loop) }
        current?.hasPrevious = previous != nil
    }
}

extension LoopContext {
    /// From now on requests of that worker start on other versions. Those in flight finish on theirs, which is freed when
    /// the last of them ends.
    func replace(worker: Int, with new: WorkerRecord.Versions) {
        let old = versions[worker]
        versions[worker] = LoopVersions(new, loop: index)
        if let deployment = old.current?.deployment { isolates?.forget(deployment) }
        if let deployment = old.previous?.deployment { isolates?.forget(deployment) }
        if let deployment = new.current?.deployment { isolates?.warm(deployment, count: LoopContext.warmCount) }
    }

    /// `version` has proved itself, and nobody will fall back on the one before. Harmless when it has been replaced.
    func dropPrevious(worker: Int, of version: WorkerVersion) {
        guard versions[worker].current?.version === version, let previous = versions[worker].previous else { return }
        versions[worker].previous = nil
        versions[worker].current?.hasPrevious = false
        isolates?.forget(previous.deployment)
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
        return record.replace(with: WorkerVersion(deployment, record.quarantine, loops: config.threads))
    }
}
