internal import Deploy
internal import HTTP
internal import Isolate

/// Why a request has its version; the log's words.
enum VersionReason: String {
    /// There is no other.
    case only
    /// By its user's share of a rollout.
    case share
    /// A signed header asks for it.
    case override
    /// The host names it.
    case preview
    /// The one that it should have had is out.
    case fallback
}

/// Several versions of a worker are here: which of them a request gets.
extension Exchange {
    /// Leaves `version` nil where it is the present one.
    func assignVersion(_ bytes: UnsafeRawBufferPointer) {
        guard version == nil else { return }
        if let overrides = context.shared.overrides, let number = unsafe overriding(overrides, bytes),
            let asked = context.versions[workerIndex].version(number)
        {
            version = asked
            reason = .override
            return
        }
        guard let split = context.versions[workerIndex].split else { return }
        reason = .share
        version = unsafe split.version(userKey(split, bytes))
    }

    /// The hash of what tells the user apart: the first of the worker's keys that the request has.
    private func userKey(_ split: LoopSplit, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
        for key in split.keys {
            switch key {
            case .cookie(let name):
                for index in 0..<context.requestHead.fieldCount where context.requestHead[index].name == .cookie {
                    let field = unsafe context.requestHead[index].valueBytes(in: bytes)
                    if let value = unsafe CookieField.value(of: name, in: field), unsafe !value.isEmpty {
                        return unsafe split.hash(value)
                    }
                }
            case .header(let name):
                if let value = unsafe field(name, bytes), unsafe !value.isEmpty { return unsafe split.hash(value) }
            case .address: break
            }
        }
        return connection.map { connection in unsafe connection.withClientAddress { unsafe split.hash($0) } } ?? 0
    }

    /// The first field of that name.
    private func field(_ name: [UInt8], _ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        for index in 0..<context.requestHead.fieldCount {
            let field = context.requestHead[index]
            if unsafe RuleField.isEqual(field.nameBytes(in: bytes), name) { return unsafe field.valueBytes(in: bytes) }
        }
        return nil
    }

    /// The version that a signed header asks for; nil: none does, or it is not to be believed.
    private func overriding(_ overrides: VersionOverrides, _ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let value = unsafe field(VersionOverrides.header, bytes) else { return nil }
        return unsafe overrides.number(value, worker: context.shared.records[workerIndex].name)
    }

    // MARK: previews

    /// The host is `NAME.domain` or `vN.NAME.domain`.
    func beginPreview(_ bytes: UnsafeRawBufferPointer) {
        let host = unsafe String(decoding: context.requestHead.authority.bytes(in: bytes), as: UTF8.self)
        guard let domain = context.shared.config.deploy.preview, let preview = PreviewHost(host, domain: domain),
            let (index, number) = preview.find(context.shared.records)
        else { return fail(404, "no worker has this preview host") }
        workerIndex = index
        if let number {
            guard let asked = context.versions[index].version(number) else {
                return fail(404, "this version is not ready for previews")
            }
            version = asked
            reason = .preview
        }
        if unsafe isTurnedAway(worker: index, bytes) { return }
        unsafe beginWorker(index, bytes)
    }
}

/// Its version is compared with another: what it took, and how it ended.
extension Exchange {
    func beginMeasuring() {
        measuredAt = AccessLog.now()
        failure = nil
        cpuUsed = nil
    }

    /// Counts it, unless its client left before there was an answer.
    func measure() {
        let started = measuredAt
        measuredAt = 0
        guard let meter = version?.meter, status != 0 else { return }
        let cpu = cpuUsed.map { UInt64(clamping: $0.nanoseconds) } ?? 0
        meter.add(latency: AccessLog.now() &- started, cpu: cpu, failure: failure)
    }
}
