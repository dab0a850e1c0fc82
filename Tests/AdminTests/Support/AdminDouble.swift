import Admin
import Synchronization

/// A host that only remembers: workers, their versions and shares, without any worker running.
final class AdminDouble: AdminService {
    struct Worker {
        var versions: [VersionInfo] = []
        var last: UInt32 = 0
        var weights = Weights()
        var previous: VersionID?
        var plan: RolloutPlan?
        var shadow: ShadowRequest?
    }

    struct Memory {
        var workers: [String: Worker] = [:]
        var notices: [AdminNotice] = []
        var callers: [AdminCaller] = []
        var channels: [TailChannel] = []
        var explained: [ExplainRequest] = []
        /// What the next deploy runs into.
        var deployFailure: AdminError?
        /// Steps that a deploy tells besides.
        var progressMore = 0
        /// Called within a deploy, behind its first step.
        var duringDeploy: (@Sendable () -> Void)?
    }

    let memory = Mutex(Memory())

    static let digest = "5f2b8c"

    var notices: [AdminNotice] { memory.withLock { $0.notices } }

    func note(_ event: AdminNotice) { memory.withLock { $0.notices.append(event) } }

    /// Deploys open the first behind their first step, and go on when the second opens.
    func holdDeploys() -> (start: Gate, end: Gate) {
        let (start, end) = (Gate(), Gate())
        memory.withLock {
            $0.duringDeploy = {
                start.open()
                end.pass()
            }
        }
        return (start, end)
    }

    // MARK: the host

    func status(_ caller: AdminCaller) throws(AdminError) -> HostStatus {
        memory.withLock { memory in
            memory.callers.append(caller)
            return HostStatus.with {
                $0.swiftlet = "double"
                $0.workers = memory.workers.count
            }
        }
    }

    func explain(_ request: ExplainRequest, _ caller: AdminCaller) throws(AdminError) -> Explanation {
        memory.withLock { $0.explained.append(request) }
        return Explanation.with { $0.steps = [ExplanationStep("route", request.url, why: "it is the only one")] }
    }

    func configPlan(_ caller: AdminCaller) throws(AdminError) -> ConfigPlan {
        ConfigPlan.with {
            $0.digest = Self.digest
            $0.config = "/etc/swiftlet.toml"
        }
    }

    func applyConfig(_ request: ApplyRequest, _ caller: AdminCaller) throws(AdminError) -> ApplyResult {
        guard request.plan == Self.digest else {
            throw .conflict("plan_changed", "Another plan", "the plan is \(Self.digest) by now", remedy: "look again")
        }
        return ApplyResult.with { $0.plan = request.plan }
    }

    // MARK: workers

    func workers(_ caller: AdminCaller) throws(AdminError) -> WorkerList {
        memory.withLock { memory in
            WorkerList.with { list in
                list.workers = memory.workers.sorted { $0.key < $1.key }.map { Self.summary($0.key, $0.value) }
            }
        }
    }

    func worker(_ name: String, _ caller: AdminCaller) throws(AdminError) -> WorkerDetail {
        let worker = try find(name)
        return WorkerDetail.with {
            $0.summary = Self.summary(name, worker)
            $0.previous = worker.previous
            $0.rollout = Self.rollout(name, worker)
        }
    }

    func deleteWorker(_ name: String, _ caller: AdminCaller) throws(AdminError) -> WorkerDeletion {
        let worker = try find(name)
        memory.withLock { _ = $0.workers.removeValue(forKey: name) }
        return WorkerDeletion.with {
            $0.worker = name
            $0.versions = worker.versions.count
            $0.last = worker.last > 0 ? VersionID(worker.last) : nil
        }
    }

    func versions(of name: String, _ caller: AdminCaller) throws(AdminError) -> VersionList {
        let worker = try find(name)
        return VersionList.with {
            $0.worker = name
            $0.versions = worker.versions.reversed()
        }
    }

    func version(_ version: VersionID, of name: String, _ caller: AdminCaller) throws(AdminError) -> VersionInfo {
        guard let found = try find(name).versions.first(where: { $0.version == version }) else {
            throw .unknownVersion(version, of: name)
        }
        return found
    }

    func deploy(
        _ request: DeployRequest, _ caller: AdminCaller, progress: (DeployEvent) -> Void
    ) throws(AdminError) -> DeployResult {
        progress(.step(.verify, state: .started, milliseconds: 0, detail: nil))
        let (during, failure) = memory.withLock { ($0.duringDeploy, $0.deployFailure) }
        during?()
        for _ in 0..<memory.withLock({ $0.progressMore }) {
            progress(.step(.verify, state: .started, milliseconds: 0, detail: nil))
        }
        if let failure { throw failure }
        guard request.bundle.starts(with: [0, 0x61, 0x73, 0x6D]) else {
            throw AdminError(
                422, "no_module", "This is no module", "the bundle does not begin as a wasm module does",
                remedy: "build it with swiftlet build", step: .verify)
        }
        progress(.step(.verify, state: .finished, milliseconds: 1.5, detail: "\(request.bundle.count) bytes"))
        return try memory.withLock { memory throws(AdminError) in
            var worker = memory.workers[request.worker] ?? Worker()
            let baseline = Self.baseline(worker)
            if let expect = request.expect, expect != baseline {
                throw .conflict("baseline_changed", "Another baseline", "it is not \(expect)", remedy: "look again")
            }
            worker.last += 1
            let version = VersionID(worker.last)
            let info = VersionInfo.with {
                $0.worker = request.worker
                $0.version = version
                $0.moduleBytes = request.bundle.count
                $0.provenance.message = request.message
            }
            worker.versions.append(info)
            if request.activate {
                worker.previous = baseline
                worker.weights = Weights([.init(version, hundredths: 10_000)])
            }
            memory.workers[request.worker] = worker
            return DeployResult.with {
                $0.version = info
                $0.activated = request.activate
                $0.previous = baseline
            }
        }
    }

    func rotate(
        _ name: String, _ request: RotateRequest, _ caller: AdminCaller, progress: (DeployEvent) -> Void
    ) throws(AdminError) -> DeployResult {
        guard let newest = try find(name).versions.last else {
            throw .conflict("no_version", "No version", "\(name) has no version", remedy: "deploy it")
        }
        return DeployResult.with { $0.version = newest }
    }

    // MARK: traffic

    func rollout(of name: String, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus {
        Self.rollout(name, try find(name))
    }

    func setRollout(
        of name: String, _ request: RolloutRequest, _ caller: AdminCaller
    ) throws(AdminError) -> RolloutStatus {
        try change(name) { worker throws(AdminError) in
            switch request {
            case .weights(let weights):
                for share in weights.shares { try Self.check(share.version, worker, name) }
                worker.weights = weights
            case .guarded(let plan):
                try Self.check(plan.candidate, worker, name)
                worker.plan = plan
            case .pause:
                guard worker.plan != nil else {
                    throw .conflict("no_rollout", "No rollout", "none is under way", remedy: "begin one")
                }
            }
        }
    }

    func abortRollout(of name: String, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus {
        try change(name) { worker throws(AdminError) in worker.plan = nil }
    }

    func promote(_ name: String, to version: VersionID?, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus {
        try change(name) { worker throws(AdminError) in
            guard let target = version ?? worker.versions.last?.version else {
                throw .conflict("no_version", "No version", "\(name) has no version", remedy: "deploy it")
            }
            try Self.check(target, worker, name)
            worker.previous = Self.baseline(worker)
            worker.weights = Weights([.init(target, hundredths: 10_000)])
        }
    }

    func rollBack(_ name: String, to version: VersionID?, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus {
        try change(name) { worker throws(AdminError) in
            guard let target = version ?? worker.previous else {
                throw .conflict("no_previous", "Nothing before", "\(name) had no baseline before", remedy: "name one")
            }
            try Self.check(target, worker, name)
            worker.weights = Weights([.init(target, hundredths: 10_000)])
        }
    }

    func shadow(of name: String, _ caller: AdminCaller) throws(AdminError) -> ShadowStatus {
        guard let settings = try find(name).shadow else {
            throw AdminError(404, "no_shadow", "No shadow traffic", "\(name) has none", remedy: "PUT begins it")
        }
        return ShadowStatus.with {
            $0.worker = name
            $0.settings = settings
        }
    }

    func setShadow(of name: String, _ request: ShadowRequest, _ caller: AdminCaller) throws(AdminError) -> ShadowStatus
    {
        _ = try change(name) { worker throws(AdminError) in
            try Self.check(request.candidate, worker, name)
            worker.shadow = request
        }
        return try shadow(of: name, caller)
    }

    func endShadow(of name: String, _ caller: AdminCaller) throws(AdminError) -> ShadowStatus {
        let status = try shadow(of: name, caller)
        _ = try change(name) { worker throws(AdminError) in worker.shadow = nil }
        return status
    }

    func beginTail(_ channel: TailChannel, _ caller: AdminCaller) throws(AdminError) {
        memory.withLock { $0.channels.append(channel) }
    }

    func endTail(_ channel: TailChannel) {
        memory.withLock { memory in memory.channels.removeAll { $0 === channel } }
    }

    // MARK: helpers

    private func find(_ name: String) throws(AdminError) -> Worker {
        let workers = memory.withLock { $0.workers }
        guard let worker = workers[name] else { throw .unknownWorker(name, known: Array(workers.keys)) }
        return worker
    }

    private func change(
        _ name: String, _ body: (inout Worker) throws(AdminError) -> Void
    ) throws(AdminError) -> RolloutStatus {
        var worker = try find(name)
        try body(&worker)
        memory.withLock { $0.workers[name] = worker }
        return Self.rollout(name, worker)
    }

    private static func check(_ version: VersionID, _ worker: Worker, _ name: String) throws(AdminError) {
        guard worker.versions.contains(where: { $0.version == version }) else {
            throw .unknownVersion(version, of: name)
        }
    }

    private static func baseline(_ worker: Worker) -> VersionID? {
        worker.weights.shares.max { $0.hundredths < $1.hundredths }?.version
    }

    private static func summary(_ name: String, _ worker: Worker) -> WorkerSummary {
        WorkerSummary.with {
            $0.name = name
            $0.weights = worker.weights
            $0.baseline = baseline(worker)
            $0.versions = worker.versions.count
        }
    }

    private static func rollout(_ name: String, _ worker: Worker) -> RolloutStatus {
        RolloutStatus.with {
            $0.worker = name
            $0.weights = worker.weights
            $0.baseline = baseline(worker)
            $0.plan = worker.plan
        }
    }
}
