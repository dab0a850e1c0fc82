internal import CWorkerABI
internal import HTTP
internal import Wasm

/// A worker's module after its initialisation, compiled: what the cache keeps.
struct PreparedModule {
    var module: Module
    var requestArea: RequestArea
    var log: [(level: LogLevel, text: String)] = []
    var cameFromCache = false
    /// What making it took, step by step; empty when it came from the cache.
    var phases: [(name: String, duration: Duration)] = []
    /// Where it counts what it executes: its counters, and what its initialisation came to.
    var counted: (module: CountedModule, initialisation: CountedModule.Counts)?

    /// The hash of all that the result depends on.
    static func key(_ module: [UInt8], _ limits: WorkerLimits, _ runtime: IsolateRuntime) -> [UInt8] {
        var hash = SHA256()
        hash.update(
            "worker abi \(SWIFTLET_ABI_VERSION), snapshot 4, \(runtime.engine.settings.fingerprint), "
                + "limit \(limits.memoryBytes), area \(RequestBlock.capacity(runtime.settings))\n")
        unsafe module.withUnsafeBytes { unsafe hash.update($0) }
        return hash.finish()
    }

    init?(cached key: [UInt8], _ runtime: IsolateRuntime) {
        guard let entry = runtime.cache?.load(key, engine: runtime.engine), entry.notes.count == 8 else { return nil }
        module = entry.module
        requestArea = unsafe entry.notes.withUnsafeBytes {
            unsafe RequestArea(
                address: $0.loadUnaligned(as: UInt32.self),
                capacity: $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        }
        cameFromCache = true
    }

    /// A cache that cannot be written costs time at the next start and nothing else.
    func save(_ key: [UInt8], _ runtime: IsolateRuntime) {
        var notes: [UInt8] = []
        unsafe withUnsafeBytes(of: requestArea.address) { unsafe notes.append(contentsOf: $0) }
        unsafe withUnsafeBytes(of: requestArea.capacity) { unsafe notes.append(contentsOf: $0) }
        try? runtime.cache?.save(key, notes: notes, module: module)
    }

    init(
        making bytes: [UInt8], _ limits: WorkerLimits, _ runtime: IsolateRuntime
    ) throws(IsolateError) {
        do {
            let layout = try ModuleLayout(bytes)
            try WorkerABI.verify(layout)
            try limits.check(layout)
            let counter = runtime.settings.counting == .functions ? try CountedModule(layout) : nil
            let run = try Initialisation(Snapshot(counter?.layout ?? layout), limits)
            run.counted = counter
            run.ambient = runtime.settings.ambient
            runtime.settings.ambient?.begin(.initialisation)
            let started = ContinuousClock.now
            let saved = try run.run(areaCapacity: RequestBlock.capacity(runtime.settings))
            let initialised = ContinuousClock.now
            module = try Module(compiling: saved.module, engine: runtime.engine)
            phases = [("snapshot", initialised - started), ("machine code", .now - initialised)]
            requestArea = saved.area
            log = run.log.takeLines()
            if let counter, let counts = run.counts { counted = (counter, counts) }
        } catch {
            throw IsolateError(makingModule: error)
        }
    }
}
