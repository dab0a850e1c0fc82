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

    func isolateRefused(_ deployment: Deployment, _ error: IsolateError, _ request: RequestID) {
        logger.warning("worker \(deployment.name): no isolate (limits.isolates): \(error) request=\(request)")
    }

    func workerFailed(
        _ deployment: Deployment, _ fault: Fault, _ isolate: Isolate, _ request: RequestID, afterResponse: Bool = false
    ) {
        logger.warning(
            """
            worker \(deployment.name)@\(deployment.version): \(afterResponse ? "after the response: " : "")\(fault) \
            cpu=\(isolate.cpu.nanoseconds / 1000)us \
            memory=\(isolate.memoryBytes) request=\(request)
            """)
    }

    func backgroundDropped(_ deployment: Deployment, _ request: RequestID) {
        logger.warning(
            """
            worker \(deployment.name): what it left for after the response was dropped: the key is limits.background \
            request=\(request)
            """)
    }

    func backgroundCut(_ count: Int) {
        logger.warning("cutting what \(count) isolates do after their responses: the key is limits.shutdown_deadline")
    }

    func linesDropped(_ deployment: Deployment, _ count: Int, _ request: RequestID) {
        logger.warning(
            "worker \(deployment.name): \(count) log lines dropped: the key is limits.log_bytes request=\(request)")
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
        _ deployment: Deployment, _ level: LogLevel, _ text: UnsafeRawBufferPointer, _ request: RequestID
    ) {
        let line = unsafe ServerLog.escaped(text)
        if let development {
            return development.observe(
                .log(worker: deployment.name, level: ServerLog.shown(level), text: line))
        }
        logger.log(level: ServerLog.level(level), "worker \(deployment.name): \(line) request=\(request)")
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
