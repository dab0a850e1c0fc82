internal import HTTP
internal import Loop

/// The worker's version is out: who answers in its place, or whether this request tries it.
extension Exchange {
    func beginQuarantined(_ version: LoopVersion, _ bytes: UnsafeRawBufferPointer) {
        switch version.version.admit(now: context.loop.now) {
        case .pass: unsafe start(version, bytes)
        case .probe(let round): unsafe start(version, probe: round, bytes)
        case .refuse(let milliseconds): unsafe fallBack(milliseconds, bytes)
        }
    }

    private func fallBack(_ milliseconds: UInt64, _ bytes: UnsafeRawBufferPointer) {
        let now = context.loop.now
        if let previous = context.versions[workerIndex].previous {
            switch previous.version.admit(now: now) {
            case .pass:
                context.metrics.add(.fallbackPrevious, worker: workerIndex)
                return unsafe start(previous, bytes)
            case .probe(let round):
                context.metrics.add(.fallbackPrevious, worker: workerIndex)
                return unsafe start(previous, probe: round, bytes)
            case .refuse: break
            }
        }
        // Who answers now needs no place for an isolate.
        context.admission.ended(workerIndex)
        let record = context.shared.records[workerIndex]
        if let origin = record.origin, record.originRate.take(nowMilliseconds: now) {
            context.metrics.add(.fallbackOrigin, worker: workerIndex)
            admitBody()
            return unsafe beginProxy(origin, bytes)
        }
        switch record.answer {
        case .respond(let answer):
            context.metrics.add(.fallbackRespond, worker: workerIndex)
            respond(answer)
        case .files(let files) where method == .get || method == .head:
            context.metrics.add(.fallbackFiles, worker: workerIndex)
            unsafe beginFile(files, bytes)
        default:
            context.metrics.add(.fallbackRefused, worker: workerIndex)
            let seconds = max(1, Int(milliseconds + 999) / 1000)
            fail(503, "the worker fails too often and is out for a while", retryAfter: seconds)
        }
    }

    /// A request that was to try a version and has not come to it.
    func abandonProbe() {
        guard let probe, let version else { return }
        self.probe = nil
        context.probeEnded(.abandoned, version, worker: workerIndex, round: probe)
    }
}
