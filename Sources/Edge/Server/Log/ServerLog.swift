internal import Isolate
internal import Logging
internal import Origin
internal import TLS

/// The server's own log lines, one function each: what is worth a line, at which level, in which words.
///
/// Process lifetime, shared by all loops. Whose fault it was decides the level: a client's mistakes are `debug` (anybody
/// can make any number of them), an origin's and a worker's `warning`, the host's own `error`.
struct ServerLog: Sendable {
    let logger: Logger
    /// Nil: production.
    private let development: Development?

    init(_ logger: Logger, _ development: Development? = nil) {
        self.logger = logger
        self.development = development
    }

    func connectionRefused() { logger.warning("connection refused: limits.connections is reached") }

    func handshakeFailed(_ error: TLSError) { logger.debug("client's TLS failed: \(error)") }

    func originFailed(_ origin: String, _ failure: OriginFailure, _ request: RequestID) {
        logger.warning("origin \(origin): \(failure.reason) request=\(request)")
    }

    func isolateRefused(_ version: LoopVersion, _ error: IsolateError, _ request: RequestID) {
        logger.warning(
            """
            worker \(version.label): no isolate: \(error) limit=limits.isolates \
            request=\(request)
            """)
    }

    func workerFailed(
        _ version: LoopVersion, _ fault: Fault, _ isolate: Isolate, _ request: RequestID, afterResponse: Bool = false
    ) {
        logger.warning(
            """
            worker \(version.label): \(afterResponse ? "after the response: " : "")\(fault) \
            cause=\(fault.cause.word)\(ServerLog.limit(fault.limit, version.deployment)) \
            cpu=\(isolate.cpu.nanoseconds / 1000)us \
            memory=\(isolate.memoryBytes) request=\(request)
            """)
    }

    /// Why a worker cannot be deployed, with the same fields as a failed request's line where it ran at all.
    static func deploymentFailed(_ name: String, _ path: String, _ error: IsolateError) -> String {
        let version = error.version.isEmpty ? "" : "@\(error.version)"
        let cause = error.fault.map { " cause=\($0.cause.word)" } ?? ""
        let limit = error.limit.map { " limit=\($0.path(ofWorker: name)) value=\($0.value)" } ?? ""
        let cpu = error.cpu.map { " cpu=\($0.nanoseconds / 1000)us" } ?? ""
        let memory = error.memoryBytes.map { " memory=\($0)" } ?? ""
        return "worker \(name)\(version) (\(path)): \(error)\(cause)\(limit)\(cpu)\(memory)"
    }

    /// ` limit=… value=…`, as the configuration has them; nothing where no key would have helped.
    private static func limit(_ limit: Fault.Limit?, _ deployment: Deployment) -> String {
        guard let limit else { return "" }
        return " limit=\(limit.path(ofWorker: deployment.name)) value=\(limit.value)"
    }

    func backgroundDropped(_ version: LoopVersion, _ isolatesMax: Int, _ request: RequestID) {
        let limit = Fault.Limit(key: "limits.background", value: "\(isolatesMax)", isOfProcess: true)
        logger.warning(
            """
            worker \(version.label): what it left for after the response was dropped\
            \(ServerLog.limit(limit, version.deployment)) request=\(request)
            """)
    }

    func backgroundCut(_ count: Int) {
        logger.warning("cutting what \(count) isolates do after their responses: the key is limits.shutdown_deadline")
    }

    func linesDropped(_ version: LoopVersion, _ count: Int, _ request: RequestID) {
        let limit = Fault.Limit(key: "limits.log_bytes", value: version.deployment.limits.logBytes.inBytes)
        logger.warning(
            """
            worker \(version.label): \(count) log lines dropped\
            \(ServerLog.limit(limit, version.deployment)) request=\(request)
            """)
    }

    /// `rate`: one loop's share. Bytes a second.
    func rateExceeded(_ worker: Config.Worker, _ count: Int, _ what: String, _ rate: Int) {
        logger.warning(
            """
            worker \(worker.name): \(count) \(what) dropped: more than \(Quantity.text(bytes: rate)) a second on one loop; \
            the key is workers.\(worker.name).limits.log_rate
            """)
    }

    /// A line that the worker wrote. Control bytes are escaped: a line of the log stays one line.
    func worker(
        _ version: LoopVersion, _ level: LogLevel, _ text: UnsafeRawBufferPointer, _ request: RequestID
    ) {
        let line = unsafe ServerLog.escaped(text)
        if let development {
            return development.observe(
                .log(worker: version.deployment.name, level: ServerLog.shown(level), text: line))
        }
        logger.log(level: ServerLog.level(level), "worker \(version.author): \(line) request=\(request)")
    }

    private static func level(_ level: LogLevel) -> Logger.Level {
        switch level {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }

    private static func shown(_ level: LogLevel) -> Development.WorkerLogLevel {
        switch level {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }

    static func escaped(_ text: UnsafeRawBufferPointer) -> String {
        var line = ""
        for scalar in unsafe String(decoding: text, as: UTF8.self).unicodeScalars {
            if scalar.value < 0x20 || scalar.value == 0x7F || 0x80...0x9F ~= scalar.value {
                line += scalar.escaped(asASCII: true)
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}
