internal import HTTP
internal import Isolate
internal import Origin
internal import Synchronization
internal import TLS

/// What all loops share: made before the first of them starts, never changed after. Process lifetime.
final class Shared: Sendable {
    let config: Config
    let router: Router
    /// As in `Config.routes`.
    let actions: [RouteAction]
    /// As in `Config.routes`; nil: the route has none.
    let rules: [RouteRules?]
    let origins: [OriginSettings]
    /// As in `Config.workers`.
    let records: [WorkerRecord]
    /// All loops, from when they are made until they end.
    let seats = Mutex<[LoopSeat]>([])
    /// nil: no worker is configured, and the address space for isolates is not set aside.
    let runtime: IsolateRuntime?
    /// As in `Config.listeners`; nil: cleartext.
    let tls: [TLSServerContext?]
    let log: ServerLog
    let metrics: Metrics
    /// Nil: nothing is deployed while it runs.
    let deployCounts: DeployCounts?
    /// nil: production.
    let development: Development?
    /// Nil: no header asks for a version.
    let overrides: VersionOverrides?
    /// Whoever watches live; nil: nobody can.
    let tails: TailHub?
    /// Open for the life of the process; nil: no access log.
    let accessLogSink: LogSink?

    /// Somebody hears of each request when it ends, whether or not anybody watches live.
    var remembersRequests: Bool { accessLogSink != nil || development != nil }

    let headLimits: HeadLimits
    let connectionsPerLoopMax: Int
    let backgroundPerLoopMax: Int
    /// What a loop prints of each worker's log in a second, as in `Config.workers`. Bytes.
    let logRatesPerLoop: [Int]
    let admission: AdmissionPlan
    let milliseconds: Milliseconds

    /// The front's times, as the deadlines want them.
    struct Milliseconds: Sendable {
        let header, idle, body, write, shutdown: UInt64
        /// How long a closing connection may go on sending before it is cut: RFC 9112 §9.6 asks for a while, so that
        /// the last response is not destroyed by a reset.
        let linger: UInt64 = 2_000

        init(_ limits: Config.Limits) {
            header = limits.headerTimeout.milliseconds
            idle = limits.idleTimeout.milliseconds
            body = limits.bodyTimeout.milliseconds
            write = limits.writeTimeout.milliseconds
            shutdown = limits.shutdownDeadline.milliseconds
        }
    }

    init(
        config: Config, origins: [OriginSettings], runtime: IsolateRuntime?, tls: [TLSServerContext?], log: ServerLog,
        development: Development?, accessLogSink: LogSink?
    ) {
        self.config = config
        self.origins = origins
        self.runtime = runtime
        self.tls = tls
        self.log = log
        metrics = Metrics(
            loops: config.threads, workers: config.workers.map(\.name), origins: config.origins.map(\.name))
        self.development = development
        self.accessLogSink = accessLogSink
        tails = config.admin == nil ? nil : TailHub()
        deployCounts = config.admin == nil ? nil : DeployCounts()
        overrides = config.deploy.overrideKey.map(VersionOverrides.init)
        router = Router(routes: config.routes, listenerCount: config.listeners.count)
        records = config.workers.map { WorkerRecord($0, config) }
        actions = config.routes.map(RouteAction.init)
        rules = config.routes.map(\.rules)
        headLimits = HeadLimits(
            headBytesMax: config.limits.headerBytesMax, uriBytesMax: config.limits.uriBytesMax,
            fieldCountMax: config.limits.headerCountMax)
        connectionsPerLoopMax = max(1, config.limits.connectionsMax / max(1, config.threads))
        // What runs after its answer must leave room for requests.
        let background = min(config.limits.backgroundMax, max(1, config.limits.isolatesMax / 2))
        backgroundPerLoopMax = background == 0 ? 0 : max(1, background / max(1, config.threads))
        logRatesPerLoop = config.workers.map { max(1, $0.limits.logRate / max(1, config.threads)) }
        admission = AdmissionPlan(config)
        milliseconds = Milliseconds(config.limits)
    }
}

extension Duration {
    /// Whole milliseconds, at least 1.
    var milliseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(1, seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
    }
}
