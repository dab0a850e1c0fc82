internal import Admin
internal import Deploy
internal import Glibc
internal import Isolate
internal import Loop
internal import Synchronization

/// What changes a running server's workers: takes versions, keeps them, and says which answer.
///
/// Process lifetime. Called by the admin API's threads, never by a loop: all of it may block. One change at a time; who
/// only asks never waits for one.
final class DeployHost: Sendable {
    let shared: Shared
    let store: Store
    let tails: TailHub
    let shadows: ShadowThread
    /// From when the loops run.
    private let control = Mutex<ServerControl?>(nil)
    private let facts: Mutex<HostFacts>
    private let watch = Mutex<RolloutWatch?>(nil)
    /// Held by whoever makes something ready, for as long as a compiler takes.
    private let preparing = Mutex(())
    /// Held by the change under way: for a few writes to the disk and a word to each loop.
    private let turn = Mutex(())
    private let waiting = Atomic(0)
    private let isEnding = Atomic(false)
    /// By name. Held for moments.
    private let live = Mutex<[String: LiveWorker]>([:])

    init(_ shared: Shared, _ store: Store, _ about: HostFacts) {
        self.shared = shared
        self.store = store
        tails = shared.tails ?? TailHub()
        shadows = ShadowThread(shared)
        facts = Mutex(about)
    }

    var about: HostFacts { facts.withLock { $0 } }

    /// The loops are there: from now on they are told of changes.
    func serve(_ control: ServerControl, urls: [String]) throws(ServerError) {
        self.control.withLock { $0 = control }
        facts.withLock { $0.urls = urls }
        tails.onChange { isWatched in
            for seat in control.seats { seat.post { $0.isWatched = isWatched } }
        }
        let watch = RolloutWatch(self)
        do throws(LoopError) { try watch.start() } catch { throw ServerError(.system, "guarded rollouts: \(error)") }
        self.watch.withLock { $0 = watch }
    }

    /// A guarded rollout has begun.
    func watchRollouts() { watch.withLock { $0 }?.signal() }

    /// The loops have ended.
    func stop() {
        end()
        watch.withLock { $0.take() }?.stop()
        shadows.stop()
        store.close()
    }

    /// False: the loops have ended.
    func set(_ place: Int, _ versions: WorkerRecord.Versions) -> Bool {
        guard let control = control.withLock({ $0 }) else {
            shared.records[place].set(versions)
            return true
        }
        return control.set(worker: place, versions)
    }

    // MARK: one after the other

    /// Makes a version ready, when those before it are: one compiler at a time, so many that wait.
    func prepare<Result: Sendable>(_ body: () throws(AdminError) -> Result) throws(AdminError) -> Result {
        let others = waiting.add(1, ordering: .relaxed).oldValue
        defer { waiting.subtract(1, ordering: .relaxed) }
        guard others <= shared.config.deploy.waitingMax else {
            throw AdminError(
                503, "busy", "Too many changes wait",
                "\(others - 1) changes wait for the one under way, as many as deploy.waiting allows",
                remedy: "try again, or raise deploy.waiting", retryAfter: 1)
        }
        return try preparing.withLock { _ throws(AdminError) in try unlessEnding(body) }
    }

    /// Runs a change, after the one under way.
    func change<Result: Sendable>(_ body: () throws(AdminError) -> Result) throws(AdminError) -> Result {
        try turn.withLock { _ throws(AdminError) in try unlessEnding(body) }
    }

    private func unlessEnding<Result>(_ body: () throws(AdminError) -> Result) throws(AdminError) -> Result {
        if ends { throw .shuttingDown }
        return try body()
    }

    /// No change begins any more; the one under way may end.
    func end() { isEnding.store(true, ordering: .relaxed) }

    var ends: Bool { isEnding.load(ordering: .relaxed) }

    // MARK: what there is

    var workers: [LiveWorker] { live.withLock { Array($0.values) }.sorted { $0.name.text < $1.name.text } }

    func worker(_ name: String) throws(AdminError) -> LiveWorker {
        if let found = live.withLock({ $0[name] }), isThere(found) { return found }
        throw .unknownWorker(name, known: workers.filter(isThere).map(\.name.text))
    }

    /// Of a worker that may be deployed: it is there, or there is a place for it.
    func workerOrPlace(_ name: WorkerName) throws(AdminError) -> LiveWorker {
        let places = shared.config.deploy.workersMax
        let found: LiveWorker? = live.withLock { live in
            if let present = live[name.text] { return present }
            let taken = Set(live.values.map(\.place))
            guard
                let place = shared.records.indices.first(where: {
                    shared.records[$0].name.isEmpty && !taken.contains($0)
                })
            else { return nil }
            return LiveWorker(name: name, place: place, isConfigured: false)
        }
        guard let found else {
            throw AdminError(
                507, "no_place", "No place for another worker",
                "the host has \(places) places for workers that its configuration does not name, and all are taken",
                remedy: "delete one, or raise deploy.workers")
        }
        return found
    }

    /// It answers, or waits for a version that does: with some that nobody has promoted, or with the configuration's word.
    func isThere(_ worker: LiveWorker) -> Bool {
        worker.isConfigured || !worker.isEmpty || !records(worker).isEmpty
    }

    func keep(_ worker: LiveWorker) { live.withLock { $0[worker.name.text] = worker } }

    func forget(_ name: String) { live.withLock { $0[name] = nil } }
}

/// A worker as the host keeps it. A value: whoever changes it keeps the changed one.
struct LiveWorker: Sendable {
    let name: WorkerName
    /// In `Config.workers`.
    let place: Int
    /// The configuration's file names it.
    let isConfigured: Bool
    /// As the store has it.
    var state = WorkerState()
    /// Those that are compiled and ready, by number.
    var ready: [UInt32: WorkerVersion] = [:]
    /// The version that was made of what the configuration says; nil: it names no module.
    var applied: VersionNumber?
    /// Why a version that should answer does not.
    var problem: String?
    /// What the last guarded rollout came to, or the one under way.
    var rollout: RunningRollout?
    /// Requests are copied to a version.
    var shadow: Shadow?

    init(name: WorkerName, place: Int, isConfigured: Bool) {
        self.name = name
        self.place = place
        self.isConfigured = isConfigured
    }

    /// It has no version yet, or no longer.
    var isEmpty: Bool { state.shares.isEmpty }

    /// Several versions have requests.
    var isSplit: Bool { state.shares.count > 1 }

    /// Who gets which; nil: one has them all, or what the store has of it cannot be read.
    var assignment: Assignment? {
        guard isSplit, let text = state.assignment else { return nil }
        return try? Assignment(parsing: text)
    }

    /// The version that others are compared with: that of a guarded rollout, else the one with the largest share.
    var baseline: VersionNumber? {
        if let rollout, rollout.isRunning, let baseline = rollout.baseline { return baseline }
        return state.leader
    }
}
