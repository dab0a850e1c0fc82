internal import Crypto
internal import Wasm

/// A worker ready to serve: its module after initialisation, compiled, with its bindings and limits.
///
/// Lifetime: its own; immutable and shared by all loops. Requests that are under way keep the deployment that they
/// started with.
package final class Deployment: Sendable {
    package let name: String
    /// The first digits of the hash of module and settings: the same worker has the same version everywhere.
    package let version: String
    package let limits: WorkerLimits
    /// What `.forwarded(origin:)` and `Subrequest.origin` count in.
    package let origins: [String]
    /// What the worker logged while it was initialised. Empty when it came from the cache.
    package let initialisationLog: [(level: LogLevel, text: String)]
    /// It was found compiled.
    package let cameFromCache: Bool
    /// What making it took: "snapshot" (the initialisation included) and "machine code"; empty when it came from the cache.
    package let phases: [(name: String, duration: Duration)]

    let template: Template
    /// Nil: each request's instance is made anew.
    let pristine: PristineState?
    /// For `swiftlet bench`; nil of a server's.
    let counted: CountedDeployment?
    let bindings: Bindings
    let requestArea: RequestArea
    let sliceTicks: UInt64
    let cpuNanoseconds: Int64

    /// Verifies the module against the ABI, runs its initialisation in a sandbox, saves and compiles the result; or
    /// finds all that in the cache.
    ///
    /// Blocks for the time of a compilation. Any thread.
    package init(
        name: String, module: [UInt8], runtime: IsolateRuntime, limits: WorkerLimits = WorkerLimits(),
        origins: [String] = [], variables: [(String, String)] = [], secrets: [(String, SecretValue)] = []
    ) throws(IsolateError) {
        guard limits.memoryBytes <= runtime.settings.memoryBytesMax else {
            throw IsolateError(
                .runtime,
                "worker \(name): memory limit \(limits.memoryBytes) is above the runtime's "
                    + "\(runtime.settings.memoryBytesMax)")
        }
        var limits = limits
        limits.stackBytes = runtime.settings.stackBytes
        let key = PreparedModule.key(module, limits, runtime)
        let prepared: PreparedModule
        // What is counted differs from what is served, though its key does not say so.
        let mayBeCached = runtime.settings.counting == .nothing && runtime.settings.ambient == nil
        if mayBeCached, let cached = PreparedModule(cached: key, runtime) {
            prepared = cached
        } else {
            do throws(IsolateError) {
                prepared = try PreparedModule(making: module, limits, runtime)
            } catch {
                var failure = error
                failure.version = Deployment.version(key)
                throw failure
            }
            if mayBeCached { prepared.save(key, runtime) }
        }
        do { template = try runtime.linker.prepare(prepared.module) } catch {
            throw IsolateError(.module, error)
        }
        pristine = Deployment.pristineState(template, runtime)
        counted = try CountedDeployment(prepared.counted, template, runtime)
        self.name = name
        self.limits = limits
        self.origins = origins
        version = Deployment.version(key)
        initialisationLog = prepared.log
        cameFromCache = prepared.cameFromCache
        phases = prepared.phases
        requestArea = prepared.requestArea
        sliceTicks = runtime.settings.sliceTicks
        cpuNanoseconds = limits.cpu.nanoseconds
        bindings = Bindings(
            origins: origins.map { Array($0.utf8) },
            variables: variables.map { (name: Array($0.0.utf8), value: Array($0.1.utf8)) },
            // Not part of the version: a log line or a status page shows that.
            secrets: secrets.map { (name: Array($0.0.utf8), value: $0.1) })
    }
}

extension Deployment {
    private static func version(_ key: [UInt8]) -> String { Hexadecimal.text(key.prefix(6)) }

    /// The version that a deployment of this module would have, without one.
    package static func version(of module: [UInt8], limits: WorkerLimits, runtime: IsolateRuntime) -> String {
        version(PreparedModule.key(module, limits, runtime))
    }

    /// What a new instance is like, for rewinding used ones.
    private static func pristineState(_ template: Template, _ runtime: IsolateRuntime) -> PristineState? {
        let instance = Instance(engine: runtime.engine)
        defer { instance.end() }
        guard (try? instance.begin(template, sliceTicks: 1)) != nil else { return nil }
        return instance.pristineState()
    }
}

/// Where a worker wants its requests.
struct RequestArea: Sendable, Equatable {
    var address: UInt32
    var capacity: UInt32
}

extension Duration {
    /// Whole nanoseconds; durations here are far from the limits of the type.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    /// As the configuration says it: "50ms".
    package var inWords: String {
        switch nanoseconds {
        case let time where time % 1_000_000_000 == 0: "\(time / 1_000_000_000)s"
        case let time where time % 1_000_000 == 0: "\(time / 1_000_000)ms"
        case let time: "\(time / 1000)us"
        }
    }
}
