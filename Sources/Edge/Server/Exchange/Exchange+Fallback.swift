internal import HTTP
internal import Loop

/// The worker's version is out: whether this request tries it, and who else answers.
extension Exchange {
    func beginQuarantined(_ bytes: UnsafeRawBufferPointer) {
        guard pickVersion() else { return unsafe answerInstead(bytes) }
        unsafe admit(workerIndex, bytes)
    }

    /// For a request that has a place: what was picked before it waited, or the present version, which may have been taken
    /// out meanwhile. Nil: none.
    func chooseVersion(_ index: Int) -> LoopVersion? {
        if version == nil, let current = context.versions[index].current, current.isHealthy {
            version = current
            return current
        }
        guard version != nil || pickVersion(), let version else { return nil }
        if reason == .fallback { context.metrics.add(.fallbackPrevious, worker: index) }
        return version
    }

    /// The version that it was given or the present one, if it takes the request, to try whether it does better; else one
    /// that is known to do well.
    private func pickVersion() -> Bool {
        let versions = context.versions[workerIndex]
        let asked = version.take()
        if let asked, take(asked) { return true }
        if let current = versions.current, current !== asked, take(current) {
            if asked != nil { reason = .fallback }
            return true
        }
        guard let previous = versions.previous, take(previous) else { return false }
        reason = .fallback
        return true
    }

    private func take(_ version: LoopVersion) -> Bool {
        switch version.version.admit(now: context.loop.now) {
        case .pass: break
        case .probe(let round): probe = round
        case .refuse: return false
        }
        self.version = version
        return true
    }

    /// No version takes it.
    func answerInstead(_ bytes: UnsafeRawBufferPointer) {
        guard let current = context.versions[workerIndex].current else {
            return fail(503, "the worker is not deployed")
        }
        let record = context.shared.records[workerIndex]
        if let origin = record.origin, record.originRate.take(nowMilliseconds: context.loop.now) {
            context.metrics.add(.fallbackOrigin, worker: workerIndex)
            admitBody()
            guard let connection else { return }
            return unsafe beginProxy(origin, connection, bytes)
        }
        switch record.answer {
        case .respond(let answer):
            context.metrics.add(.fallbackRespond, worker: workerIndex)
            guard let connection else { return }
            respond(answer, connection)
        case .files(let files) where method == .get || method == .head:
            context.metrics.add(.fallbackFiles, worker: workerIndex)
            unsafe answerFile(files, bytes)
        default:
            context.metrics.add(.fallbackRefused, worker: workerIndex)
            let milliseconds = current.version.backoffLeft(now: context.loop.now)
            fail(
                503, "the worker fails too often and is out for a while",
                retryAfter: max(1, Int(milliseconds + 999) / 1000))
        }
    }

    /// Of a request that may have waited: its path in normal form is not there any more.
    private func answerFile(_ files: StaticFiles, _ bytes: UnsafeRawBufferPointer) {
        if context.requestHead.pathNeedsNormalising {
            context.scratch.clear()
            do throws(ProtocolError) {
                try unsafe PathNormaliser.normalise(
                    context.requestHead.path.bytes(in: bytes), into: &context.scratch)
            } catch {
                return fail(error.status, error.reason)
            }
        }
        unsafe beginFile(files, bytes)
    }

    /// A request that was to try a version and has not come to it.
    func abandonProbe() {
        guard let probe, let version else { return }
        self.probe = nil
        context.probeEnded(.abandoned, version, worker: workerIndex, round: probe)
    }
}
