internal import Admin
internal import Deploy
internal import Isolate
internal import Synchronization

/// One worker's shadow traffic: which requests are copied to which version, and what its answers showed.
///
/// From when it is asked for until its end, or until another version is compared with. Any thread.
final class Shadow: Sendable {
    let settings: ShadowRequest
    let candidate: WorkerVersion
    private let seat: ShadowSeat
    private let rules: DiffRules
    /// Seconds since 1970.
    private let since: Int64
    private let hasEnded = Atomic(false)
    private let mirrored = Atomic(0)
    private let failed = Atomic(0)
    /// By `ShadowDrop`.
    private let dropped = Mutex([Int](repeating: 0, count: ShadowDrop.allCases.count))
    private let report = Mutex(DiffReport())

    init(
        _ settings: ShadowRequest, _ candidate: WorkerVersion, _ seat: ShadowSeat, since: Int64
    ) throws(RolloutError) {
        self.settings = settings
        self.candidate = candidate
        self.seat = seat
        self.since = since
        rules = try DiffRules(places: settings.ignore)
    }

    /// The same, counted from now on.
    func renewed(since: Int64) throws(RolloutError) -> Shadow { try Shadow(settings, candidate, seat, since: since) }

    var limits: Config.ShadowLimits { seat.limits }

    var isOver: Bool { hasEnded.load(ordering: .relaxed) }

    /// Nothing is compared any more. Harmless twice.
    func end() {
        hasEnded.store(true, ordering: .relaxed)
        seat.forget(self)
    }

    // MARK: what comes of requests

    /// A copy that is complete.
    func take(_ request: MirroredRequest) {
        if !isOver, !seat.submit(request, for: self) { drop(.waiting) }
    }

    func drop(_ cause: ShadowDrop) {
        guard let place = ShadowDrop.allCases.firstIndex(of: cause) else { return }
        dropped.withLock { $0[place] += 1 }
    }

    /// The candidate has it.
    func begins() { mirrored.add(1, ordering: .relaxed) }

    /// The candidate trapped or hit a limit.
    func fails() { failed.add(1, ordering: .relaxed) }

    func compare(_ request: MirroredRequest, _ answer: CapturedResponse) -> ResponseDiff {
        let statusOnly = request.live.isHostsOwn || answer.isHostsOwn
        let diff = ResponseDiff(
            baseline: request.live.compared(statusOnly: statusOnly),
            candidate: answer.compared(statusOnly: statusOnly), rules: rules)
        report.withLock { $0.add(diff, request: request.label, at: DeployHost.milliseconds / 1000) }
        return diff
    }

    /// What both versions send on to an origin, where the candidate's does not go out. Nil: the same, and what comes of it
    /// is to be compared yet.
    func compare(_ live: DiffRequest, _ candidate: DiffRequest, _ request: MirroredRequest) -> ResponseDiff? {
        let diff = ResponseDiff(baseline: live, candidate: candidate, rules: rules)
        guard !diff.differences.isEmpty else { return nil }
        report.withLock { $0.add(diff, request: request.label, at: DeployHost.milliseconds / 1000) }
        return diff
    }

    // MARK: what it has shown

    var counts: ShadowCounts {
        let (compared, differing) = report.withLock { ($0.compared, $0.different) }
        return ShadowCounts(
            mirrored: mirrored.load(ordering: .relaxed), compared: Int(clamping: compared),
            differing: Int(clamping: differing), failed: failed.load(ordering: .relaxed),
            dropped: dropped.withLock { $0 })
    }

    func status(of worker: String) -> ShadowStatus {
        let report = self.report.withLock { $0 }
        var status = ShadowStatus()
        status.worker = worker
        status.settings = settings
        status.since = Int(since)
        status.mirrored = mirrored.load(ordering: .relaxed)
        status.dropped = dropped.withLock { $0.reduce(0, +) }
        status.failed = failed.load(ordering: .relaxed)
        status.compared = Int(clamping: report.compared)
        status.differing = Int(clamping: report.different)
        status.differences = report.sorted.map { field in
            ShadowDifference.with { difference in
                difference.place = Self.place(field.name)
                difference.count = Int(clamping: field.responses)
                difference.share = Double(field.responses) / Double(max(1, report.compared)) * 100
                difference.live = field.example.baseline
                difference.candidate = field.example.candidate
                difference.firstSeen = Int(field.firstSeen)
            }
        }
        return status
    }

    /// `header etag` is `header:etag` here, and `body /items` is `/items`, as both are written in `ignore`.
    static func place(_ field: String) -> String {
        if field.hasPrefix("header ") { return "header:" + field.dropFirst("header ".count) }
        return field.hasPrefix("body ") ? String(field.dropFirst("body ".count)) : field
    }
}

/// The same as one loop has it. One thread.
final class LoopShadow {
    let shadow: Shadow
    private var phase: UInt64 = 0
    private let share: UInt64

    init(_ shadow: Shadow) {
        self.shadow = shadow
        let share = shadow.settings.share / 100 * 0x1p64
        self.share = share < 0x1p64 ? UInt64(share) : .max
    }

    /// Whether the next request is copied. Multiples of the golden ratio lie evenly, and in step with nothing: of requests
    /// that come in pairs it is not always the same one.
    func picks() -> Bool {
        phase &+= 0x9E37_79B9_7F4A_7C15
        return phase <= share
    }
}
