internal import CWorkerABI
package import Wasm

/// What a module is as a worker, and what making a deployment of it costs: for `swiftlet inspect`.
///
/// A value, made once; blocks for the time of a compilation. Any thread.
package struct WorkerInspection: Sendable {
    package let abiVersion: Int
    /// The module with its initialised memory written back.
    package let snapshotBytes: Int
    /// What `swiftlet_init` and the request area leave in use.
    package let memoryBytes: Int
    package let initialisationCPU: Duration
    package let log: [(level: LogLevel, text: String)]
    /// The compiled module as the cache keeps it: machine code and its tables.
    package let compiledBytes: Int
    package let compileTime: Duration
    /// Why each request's instance is made anew; nil: used ones are rewound.
    package let rewindObstacle: String?

    /// The ABI version that this host speaks.
    package static var hostABIVersion: Int { Int(SWIFTLET_ABI_VERSION) }

    package init(
        _ module: [UInt8], named name: String, runtime: IsolateRuntime, limits: WorkerLimits
    ) throws(IsolateError) {
        do {
            let layout = try ModuleLayout(module)
            try WorkerABI.verify(layout)
            try limits.check(layout)
            let snapshot = try Snapshot(layout)
            let run = Initialisation(snapshot, limits)
            let saved = try run.run(areaCapacity: RequestBlock.capacity(runtime.settings))
            let started = ContinuousClock.now
            let compiled = try Module(compiling: saved.module, engine: runtime.engine)
            compileTime = .now - started
            compiledBytes = try compiled.serialisedBytes
            snapshotBytes = saved.module.count
            abiVersion = Int(run.abiVersion)
            memoryBytes = run.memoryBytes
            initialisationCPU = run.cpu
            log = run.log.takeLines()
            rewindObstacle = snapshot.rewindObstacle(memoryBytes: run.memoryBytes)
        } catch {
            throw IsolateError(makingModule: error)
        }
    }

    /// The module's imports, and whether this host offers them.
    package static func imports(of layout: ModuleLayout) -> [(name: String, isKnown: Bool)] {
        layout.imports.map { entry in
            let isKnown =
                entry.module == HostCalls.module
                && HostCalls.request.contains { $0.name == entry.name && $0.type == entry.type }
            return (name: "\(entry.module).\(entry.name)", isKnown: isKnown)
        }
    }
}
