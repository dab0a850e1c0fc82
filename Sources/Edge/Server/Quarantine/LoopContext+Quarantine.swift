internal import Isolate
internal import Loop
internal import Synchronization

/// How a loop learns that a version does badly, and says so.
extension LoopContext {
    /// A request's isolate has answered, or failed.
    func ended(_ version: LoopVersion, worker: Int, probe: UInt64?, _ fault: Fault.Cause?) {
        version.ended(isGood: fault == nil)
        let failure = fault.flatMap { WorkerFailure($0) }
        if let probe {
            probeEnded(failure.map { .failed($0) } ?? .good, version, worker: worker, round: probe)
        } else if let failure {
            if let change = version.version.failed(failure, now: loop.now) { tell(change, version, worker: worker) }
        } else if version.hasPrevious {
            letGoOfPrevious(worker, version)
        }
    }

    /// A request that tried a version has shown what it can.
    func probeEnded(_ end: QuarantineState.ProbeEnd, _ version: LoopVersion, worker: Int, round: UInt64) {
        guard let change = version.version.probeEnded(end, round: round, now: loop.now) else { return }
        tell(change, version, worker: worker)
    }

    private func tell(_ change: QuarantineState.Change, _ version: LoopVersion, worker: Int) {
        let record = shared.records[worker]
        let versions = record.versions
        let previous = versions.current === version.version ? versions.previous : nil
        switch change {
        case .out(let evidence):
            metrics.add(.quarantines, worker: worker)
            if !evidence.isProbe { record.answeredBefore.withLock { $0 = fallbackAnswers(worker) } }
            shared.log.quarantined(record, version.version, evidence, answers: record.answers(previous: previous))
        case .back(let rounds, let milliseconds):
            let before = record.answeredBefore.withLock { $0 }
            let answered = zip(fallbackAnswers(worker), before).map { $0 &- $1 }
            shared.log.backFromQuarantine(
                record, version.version, rounds: rounds, milliseconds: milliseconds,
                answered: zip(WorkerCounter.fallbacks, answered).map { ($0.series.label?.value ?? "", $1) })
        }
    }

    private func fallbackAnswers(_ worker: Int) -> [UInt64] {
        WorkerCounter.fallbacks.map { shared.metrics.sum($0, worker: worker) }
    }

    /// Once the new version has proved itself the one before is freed, on every loop.
    private func letGoOfPrevious(_ worker: Int, _ version: LoopVersion) {
        let version = version.version
        guard version.isProven, shared.records[worker].proved(version) else { return }
        for seat in shared.seats.withLock({ $0 }) {
            seat.post { $0.dropPrevious(worker: worker, of: version) }
        }
    }
}
