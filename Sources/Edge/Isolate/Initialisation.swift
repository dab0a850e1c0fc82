internal import CWorkerABI
internal import Glibc
internal import HTTP
internal import Wasm

/// The one run of a worker's `swiftlet_init`, in a sandbox with a larger budget, and the saving of what it leaves.
///
/// Lifetime: the making of a deployment.
final class Initialisation {
    let limits: WorkerLimits
    var log = LogBuffer()
    /// What the run came to, for `swiftlet inspect`.
    private(set) var abiVersion: Int32 = 0
    private(set) var cpu = Duration.zero
    private(set) var memoryBytes = 0
    private let snapshot: Snapshot
    /// In place of the machine's clock and random numbers.
    var ambient: FixedAmbient?
    /// The module counts what it executes.
    var counted: CountedModule?
    /// What `swiftlet_init` executed.
    private(set) var counts: CountedModule.Counts?

    /// All that requests need; what initialisation used is not exported any more.
    private static let exports = ["memory", "swiftlet_fetch"]

    init(_ snapshot: Snapshot, _ limits: WorkerLimits) {
        self.snapshot = snapshot
        self.limits = limits
    }

    func run(areaCapacity: UInt32) throws(IsolateError) -> (module: [UInt8], area: RequestArea) {
        do {
            var settings = EngineSettings()
            settings.allocation = .onDemand
            settings.compiler = .baseline
            settings.guestStackBytes = min(limits.stackBytes, RuntimeSettings.standardStackBytes)
            let engine = try Engine(settings)
            let functions = HostCalls.initialisation.map { ambient?.replacing($0) ?? $0 }
            let linker = try Linker(engine: engine, module: HostCalls.module, functions: functions, suspends: false)
            let instance = Instance(engine: engine)
            defer { instance.end() }
            unsafe instance.owner = Unmanaged.passUnretained(self).toOpaque()
            try instance.beginSynchronous(
                linker.prepare(Module(compiling: snapshot.instrumented, engine: engine)),
                memoryBytesMax: limits.memoryBytes,
                deadlineTicks: UInt64(limits.initialisationCPU.nanoseconds) / UInt64(EpochTicker.periodNanoseconds) + 1)
            let started = Budget.now(CLOCK_THREAD_CPUTIME_ID)
            do {
                return try initialise(instance, areaCapacity)
            } catch {
                var failure = IsolateError(makingModule: error)
                failure.cpu = .nanoseconds(Budget.now(CLOCK_THREAD_CPUTIME_ID) - started)
                failure.memoryBytes = instance.memory.count
                throw failure
            }
        } catch {
            throw IsolateError(makingModule: error)
        }
    }

    private func initialise(_ instance: Instance, _ areaCapacity: UInt32) throws -> (module: [UInt8], area: RequestArea)
    {
        let version = try call(instance, "swiftlet_abi_version")
        guard version == SWIFTLET_ABI_VERSION else {
            throw IsolateError(
                .module,
                "it was built for ABI version \(version), this host speaks \(SWIFTLET_ABI_VERSION): build it "
                    + "with the SDK of this release")
        }
        abiVersion = version
        let tables = try snapshot.tables(of: instance)
        let countsBefore = try counted?.counts(of: instance)
        let started = Budget.now(CLOCK_THREAD_CPUTIME_ID)
        _ = try call(instance, "swiftlet_init")
        cpu = .nanoseconds(Budget.now(CLOCK_THREAD_CPUTIME_ID) - started)
        if let counted, let countsBefore { counts = try counted.counts(of: instance) - countsBefore }
        let address = UInt32(bitPattern: try call(instance, "swiftlet_request_area", areaCapacity))
        guard address != 0 else {
            throw IsolateError(
                .initialisation,
                "no memory left for the request area of \(areaCapacity) bytes after initialisation: "
                    + "\(instance.memory.count) bytes are in use of \(limits.memoryBytes.inBytes)",
                limit: limits.ofMemory)
        }
        guard address % 8 == 0, instance.memory.contains(address, areaCapacity) else {
            throw IsolateError(.module, "swiftlet_request_area returned \(address): not aligned, or outside of memory")
        }
        guard try snapshot.tables(of: instance) == tables else {
            throw IsolateError(.module, "its initialisation changes the function table, which cannot be saved")
        }
        memoryBytes = instance.memory.count
        let module = try snapshot.write(
            instance, exporting: Self.exports, entry: "swiftlet_fetch", memoryBytesMax: limits.memoryBytes)
        return (module, RequestArea(address: address, capacity: areaCapacity))
    }

    private func call(_ instance: Instance, _ name: StaticString, _ argument: UInt32? = nil) throws -> Int32 {
        switch try instance.callSynchronous(name, argument) {
        case .success(let value): return value
        case .failure(let trap):
            let fault = Fault(trap, memoryBytes: instance.memory.count, limits)
            throw IsolateError(.initialisation, "\(name): \(fault)\(lastWords)", fault: fault)
        }
    }

    /// What the worker logged last, before it trapped: mostly why. On one line, without what steers a terminal.
    private var lastWords: String {
        guard let line = log.takeLines().last else { return "" }
        let text = line.text.unicodeScalars.filter { scalar in
            scalar.value >= 0x20 && !(0x7f...0x9f ~= scalar.value)
        }
        return "; it said: \(String(String.UnicodeScalarView(text)))"
    }
}
