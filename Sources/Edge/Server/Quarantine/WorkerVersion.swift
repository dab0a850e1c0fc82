internal import Deploy
internal import Isolate
internal import Synchronization

/// A deployment and how it does: what all loops together know of one version of a worker.
///
/// Deployment lifetime, any thread. While it is healthy loops read one word of it, each through a `LoopVersion` of its own,
/// and count in cells of their own; the lock is for failures, and for the time that it is out.
@safe final class WorkerVersion: Sendable {
    let deployment: Deployment
    /// As people name it, `v7`; 0: the host keeps no versions.
    let number: Int
    /// The first digits of its module's hash, as lists of versions have it. Empty: the host keeps no versions.
    let module: String
    /// `v7`, or the deployment's hash where no versions are kept.
    let shortName: String
    /// The same with its worker, as every line has it: `shop@v7`.
    let label: String
    /// What the deployment's origins are in `Config.origins`.
    let origins: [Int]
    /// Its requests to origins name it: `X-Worker-Version`.
    let tellsOrigins: Bool
    /// Nil: it is never taken out.
    private let settings: Config.Quarantine?
    private let state: Mutex<QuarantineState>
    private let ownMeter = Mutex<VersionMeter?>(nil)
    /// Answered without a fault when it last came back.
    private let goodBefore = Atomic<UInt64>(0)
    /// When it was last taken out. Seconds since 1970.
    private let outAt = Atomic<Int64>(0)
    private let loops: Int
    // Sendable: freed by the last who holds this object, untouched before.
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<Atomic<UInt64>>

    /// The gate, then each loop's two, all two cache lines apart.
    private static let stride = 16

    /// What the gate's word says; anything above: out until so many milliseconds, `out` added.
    private enum Gate {
        static let open: UInt64 = 0
        static let tries: UInt64 = 1
        static let full: UInt64 = 2
        static let out: UInt64 = 3
    }

    init(
        _ deployment: Deployment, _ settings: Config.Quarantine?, loops: Int, number: Int = 0, module: String = "",
        origins: [Int] = [], tellsOrigins: Bool = false
    ) {
        self.deployment = deployment
        self.number = number
        self.module = module
        shortName = number > 0 ? "v\(number)" : deployment.version
        label = "\(deployment.name)@\(shortName)"
        self.origins = origins
        self.tellsOrigins = tellsOrigins
        self.settings = settings
        self.loops = loops
        state = Mutex(QuarantineState(QuarantineState.Settings(settings ?? Config.Quarantine())))
        let count = (loops + 1) * Self.stride
        let cells = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: count)
        for index in 0..<count { unsafe (cells + index).initialize(to: Atomic(Gate.open)) }
        unsafe self.cells = cells
    }

    deinit {
        unsafe cells.deinitialize(count: (loops + 1) * Self.stride)
        unsafe cells.deallocate()
    }

    // MARK: what loops count

    fileprivate var gate: UnsafeMutablePointer<Atomic<UInt64>> { unsafe cells }

    /// Two: requests that ended, and those that were answered without a fault.
    fileprivate func counters(of loop: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        unsafe cells + (loop + 1) * Self.stride
    }

    var ended: UInt64 { sum(0) }
    var good: UInt64 { sum(1) }

    private func sum(_ counter: Int) -> UInt64 {
        (0..<loops).reduce(0) { unsafe $0 &+ counters(of: $1)[counter].load(ordering: .relaxed) }
    }

    /// What it did since somebody first asked.
    var meter: VersionMeter {
        ownMeter.withLock { meter in
            if let meter { return meter }
            let made = VersionMeter(loops: loops)
            meter = made
            return made
        }
    }

    // MARK: how it does

    /// No: it is out, or being tried.
    var isHealthy: Bool { unsafe gate.pointee.load(ordering: .relaxed) == Gate.open }

    /// Since when it has been out, or been tried: seconds since 1970. Nil: it is healthy.
    var outSince: Int? { isHealthy ? nil : Int(outAt.load(ordering: .relaxed)) }

    /// It has shown that it can answer: others may fall back on it.
    var isGood: Bool { isHealthy && good > 0 }

    /// It has answered so much that the version before it will not be needed.
    var isProven: Bool {
        guard let settings, isHealthy else { return false }
        return good &- goodBefore.load(ordering: .relaxed) >= UInt64(settings.requestsMin)
    }

    /// For a request, while it is not healthy.
    func admit(now: UInt64) -> QuarantineState.Admission {
        switch unsafe gate.pointee.load(ordering: .relaxed) {
        case Gate.open: return .pass
        case Gate.full: return .refuse(milliseconds: 0)
        case let word where word > now + Gate.out: return .refuse(milliseconds: word - Gate.out - now)
        default: return decide { $0.admit(now: now) }
        }
    }

    /// Milliseconds until it may be tried again.
    func backoffLeft(now: UInt64) -> UInt64 {
        let word = unsafe gate.pointee.load(ordering: .relaxed)
        return word > now + Gate.out ? word - Gate.out - now : 0
    }

    func failed(_ failure: WorkerFailure, now: UInt64) -> QuarantineState.Change? {
        guard settings != nil else { return nil }
        return decide { state in
            let change = state.failed(failure, ended: ended, now: now)
            // Before the gate says so.
            if change != nil { outAt.store(DeployHost.milliseconds / 1000, ordering: .relaxed) }
            return change
        }
    }

    func probeEnded(_ end: QuarantineState.ProbeEnd, round: UInt64, now: UInt64) -> QuarantineState.Change? {
        let change = decide { $0.probeEnded(end, round: round, now: now) }
        if case .back = change { goodBefore.store(good, ordering: .relaxed) }
        return change
    }

    private func decide<Result: Sendable>(_ body: (inout QuarantineState) -> Result) -> Result {
        state.withLock { state in
            let result = body(&state)
            let word: UInt64 =
                switch state.phase {
                case .healthy: Gate.open
                case .out(let until): until + Gate.out
                case .probing: state.hasRoomForProbe ? Gate.tries : Gate.full
                }
            unsafe gate.pointee.store(word, ordering: .relaxed)
            return result
        }
    }
}

/// A version as one loop has it: an object of its own, so that loops do not count references in one place.
@safe final class LoopVersion {
    let version: WorkerVersion
    let deployment: Deployment
    var number: Int { version.number }
    var label: String { version.label }
    /// What a line that the worker wrote begins with: the worker, and the version where people know it.
    var author: String { number > 0 ? label : deployment.name }
    let tellsOrigins: Bool
    /// There is a version before it, kept until this one has proved itself.
    var hasPrevious = false
    /// Its requests are measured, because it is compared with another.
    var meter: VersionCounter?
    private let gate: UnsafeMutablePointer<Atomic<UInt64>>
    private let counters: UnsafeMutablePointer<Atomic<UInt64>>

    init(_ version: WorkerVersion, loop: Int) {
        self.version = version
        deployment = version.deployment
        tellsOrigins = version.tellsOrigins
        unsafe gate = version.gate
        unsafe counters = version.counters(of: loop)
    }

    /// It takes requests: one load.
    var isHealthy: Bool { unsafe gate.pointee.load(ordering: .relaxed) == 0 }

    func ended(isGood: Bool) {
        unsafe counters[0].store(counters[0].load(ordering: .relaxed) &+ 1, ordering: .relaxed)
        guard isGood else { return }
        unsafe counters[1].store(counters[1].load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
}
