internal import Admin
internal import Deploy
internal import Glibc
internal import HTTP
internal import Hardening
internal import Isolate
package import Logging
internal import Loop
internal import Origin
internal import Synchronization
internal import TLS
internal import Toolchain

/// The process: from a checked config to running loops, and back to nothing.
///
/// The main thread runs the first loop and the signals; each further loop has a thread of its own.
package enum Server {
    /// Serves until SIGTERM or SIGINT. Everything is made before anything listens: what throws has started nothing.
    ///
    /// - Parameters:
    ///   - development: makes it a developer's host. Its workers that are packages then have no version at first: who
    ///     builds them hands them over through the control.
    ///   - about: what the admin API says of the program.
    ///   - isHardened: puts up the second wall, `Wall`. It holds for the whole process and for good.
    ///   - ready: called once, when all listeners listen, with their URLs and what changes the server while it runs.
    package static func run(
        _ config: Config, logger: Logger, development: Development? = nil, about: HostFacts = HostFacts(),
        isHardened: Bool = false, ready: ([String], ServerControl) -> Void
    ) throws(ServerError) {
        Signal.prepareProcess()
        raiseFileLimit()
        // Whatever ends it: its last lines come first.
        defer { LogSink.standardError.flush() }
        LogSink.standardError.limit(bytes: config.limits.logBufferBytesMax)
        ChildEnvironment.withhold(config.secretVariables)
        let log = ServerLog(logger, development)
        // What needs root's power, or what is out of reach behind the wall: ports, keys, compilers.
        let sockets = try bind(config)
        let admin = try AdminWiring(config, log)
        let peers = try makePeers(config, log)
        let modules = try modules(config, log, isDevelopment: development != nil)
        if isHardened {
            for name in config.secretVariables { Privileges.erase(variable: name) }
            try Wall.build(config, modules: modules.compactMap(\.self), config.admin == nil ? nil : about.file, log)
        }
        let store = try admin == nil ? nil : DeployHost.open(config, log)
        var config = config
        config.addPlaces(deployed: store?.workers.map(\.text) ?? [])
        LogSink.standardError.start()
        peers.accessLogSink?.start()
        let shared = try makeShared(config, peers, log, development)
        let host = store.map { DeployHost(shared, $0, about) }
        if let host { try host.start(modules: modules) } else { try deploy(shared, modules) }
        let contexts = try makeContexts(shared)
        for (index, sockets) in sockets.enumerated() { try listen(contexts, index, sockets, config) }
        for context in contexts { context.warm() }
        let seats = contexts.compactMap(LoopSeat.init)
        shared.seats.withLock { $0 = seats }
        // A seat holds its loop, and a loop holds this.
        defer { shared.seats.withLock { $0 = [] } }
        let shutdown = try makeShutdown(contexts, seats, log)
        let control = ServerControl(shared, seats, shutdown)
        try host?.serve(control, urls: urls(config, sockets))
        let api = try host.flatMap { host throws(ServerError) in try admin?.serve(host) }
        shutdown.begun = {
            host?.end()
            api?.refuseChanges()
        }
        ready(urls(config, sockets), control)
        try serve(contexts, shared)
        if api?.stop(waitingAtMost: adminEndMilliseconds) == false {
            log.logger.warning("admin API: a request was cut short: what it changed is whole or undone")
        }
        host?.stop()
        withExtendedLifetime(shutdown) {}
    }

    /// What a change that is under way may take when the loops have ended.
    private static let adminEndMilliseconds = 2_000

    // MARK: making

    /// Whom it speaks with and where it writes: what is made of files that only root may be able to read.
    private struct Peers {
        var tls: [TLSServerContext?] = []
        var origins: [OriginSettings] = []
        var accessLogSink: LogSink?
    }

    private static func makePeers(_ config: Config, _ log: ServerLog) throws(ServerError) -> Peers {
        var peers = Peers()
        for listener in config.listeners { peers.tls.append(try tlsContext(listener, log)) }
        for origin in config.origins { peers.origins.append(try settings(origin, config)) }
        peers.accessLogSink = try AccessLog.open(config.accessLog)
        peers.accessLogSink?.limit(bytes: config.limits.logBufferBytesMax)
        return peers
    }

    private static func makeShared(
        _ config: Config, _ peers: Peers, _ log: ServerLog, _ development: Development?
    ) throws(ServerError) -> Shared {
        Shared(
            config: config, origins: peers.origins, runtime: config.workers.isEmpty ? nil : try runtime(config),
            tls: peers.tls, log: log, development: development, accessLogSink: peers.accessLogSink)
    }

    /// The workers' files, those that are packages built; nil: a developer's package, which whoever builds it hands over.
    private static func modules(
        _ config: Config, _ log: ServerLog, isDevelopment: Bool
    ) throws(ServerError) -> [String?] {
        var modules: [String?] = []
        for worker in config.workers {
            let waits = isDevelopment && worker.kind == .package || worker.kind == .deployed
            modules.append(waits ? nil : try WorkerLoader.module(of: worker, log))
        }
        return modules
    }

    private static func deploy(_ shared: Shared, _ modules: [String?]) throws(ServerError) {
        guard let runtime = shared.runtime else { return }
        for (index, worker) in shared.config.workers.enumerated() {
            guard let module = modules[index] else { continue }
            shared.replace(
                worker: index,
                with: try WorkerLoader.deploy(worker, module: module, shared.config, runtime, shared.log))
        }
    }

    private static func tlsContext(
        _ listener: Config.Listener, _ log: ServerLog
    ) throws(ServerError) -> TLSServerContext? {
        guard !listener.cleartext else { return nil }
        do throws(TLSError) {
            var certificates: [TLSCertificate] = []
            for pair in listener.certificates {
                certificates.append(try TLSCertificate(certificatePath: pair.certificate, keyPath: pair.key))
            }
            if certificates.isEmpty {
                log.logger.notice("listener \(listener.name): no certificate configured, made a self-signed one")
                certificates.append(try TLSCertificate(selfSignedFor: ["localhost", "127.0.0.1", "::1"]))
            }
            return try TLSServerContext(certificates: certificates)
        } catch {
            throw ServerError(.configuration, "listener \(listener.name): \(error)")
        }
    }

    private static func settings(_ origin: Config.Origin, _ config: Config) throws(ServerError) -> OriginSettings {
        var limits = OriginLimits()
        limits.connectMilliseconds = origin.connectTimeout.milliseconds
        limits.firstByteMilliseconds = origin.firstByteTimeout.milliseconds
        limits.idleMilliseconds = origin.idleTimeout.milliseconds
        limits.connectionsMax = origin.connectionsMax
        limits.idleConnectionsMax = origin.idleConnectionsMax
        do throws(TLSError) {
            let tls =
                origin.url.isEncrypted
                ? try TLSClientContext(serverName: origin.serverName, authorities: origin.authorityFile) : nil
            return OriginSettings(
                name: origin.name, host: origin.url.host, port: origin.url.port, authority: origin.url.authority,
                basePath: origin.url.basePath, tls: tls, limits: limits,
                marksCopies: config.admin != nil)
        } catch {
            throw ServerError(.configuration, "origin \(origin.name): \(error)")
        }
    }

    private static func runtime(_ config: Config) throws(ServerError) -> IsolateRuntime {
        var settings = RuntimeSettings()
        settings.isolatesMax = config.isolatePlacesMax
        settings.memoryBytesMax = config.workers.map(\.limits.memoryBytes).max() ?? (1 << 20)
        settings.cacheDirectory = config.cacheDirectory
        settings.stackBytes = config.limits.isolateStackBytes
        settings.cacheBytesMax = config.limits.moduleCacheBytesMax
        settings.requestHeadBytesMax = config.limits.headerBytesMax
        settings.requestFieldsMax = config.limits.headerCountMax
        do throws(IsolateError) { return try IsolateRuntime(settings) } catch {
            throw ServerError(.system, "isolates: \(error)")
        }
    }

    private static func makeContexts(_ shared: Shared) throws(ServerError) -> [LoopContext] {
        var contexts: [LoopContext] = []
        do throws(LoopError) {
            for index in 0..<shared.config.threads {
                contexts.append(try LoopContext(shared: shared, index: index))
            }
        } catch {
            throw ServerError(.system, "event loop: \(error)")
        }
        return contexts
    }

    /// For each listener a socket per loop, all of one address. Nothing listens yet.
    private static func bind(_ config: Config) throws(ServerError) -> [[BoundSocket]] {
        var sockets: [[BoundSocket]] = []
        for listener in config.listeners {
            guard let address = Address(host: listener.host, port: listener.port) else {
                throw ServerError(.configuration, "listener \(listener.name): \(listener.host) is not an IP address")
            }
            do throws(LoopError) {
                try TCPListener.probe(address)
                var own: [BoundSocket] = []
                for _ in 0..<config.threads { own.append(try BoundSocket(own.first?.address ?? address)) }
                sockets.append(own)
            } catch {
                throw ServerError(listening: listener, error)
            }
        }
        return sockets
    }

    private static func listen(
        _ contexts: [LoopContext], _ index: Int, _ sockets: [BoundSocket], _ config: Config
    ) throws(ServerError) {
        do throws(LoopError) {
            for (context, socket) in zip(contexts, sockets) { try context.listen(index, on: socket) }
        } catch {
            throw ServerError(listening: config.listeners[index], error)
        }
    }

    private static func makeShutdown(
        _ contexts: [LoopContext], _ seats: [LoopSeat], _ log: ServerLog
    ) throws(ServerError) -> Shutdown {
        do throws(LoopError) { return try Shutdown(contexts, seats, log) } catch {
            throw ServerError(.system, "\(error)")
        }
    }

    private static func urls(_ config: Config, _ sockets: [[BoundSocket]]) -> [String] {
        zip(config.listeners, sockets).compactMap { listener, sockets in
            sockets.first.map { "\(listener.cleartext ? "http" : "https")://\($0.address)" }
        }
    }

    // MARK: running

    private static func serve(_ contexts: [LoopContext], _ shared: Shared) throws(ServerError) {
        do throws(LoopError) {
            var threads: [Thread] = []
            for context in contexts.dropFirst() { threads.append(try Thread(running: context)) }
            contexts.first?.loop.run()
            for thread in threads { thread.join() }
            shared.accessLogSink?.flush()
            shared.log.logger.notice("stopped")
        } catch {
            throw ServerError(.system, "\(error)")
        }
    }

    /// Each connection is a file descriptor, each proxied request another: the soft limit of 1,024 is for `select`.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// A loop's thread, from start to join.
    private final class Thread {
        private var thread: LoopThread?

        init(running context: LoopContext) throws(LoopError) {
            // Made on the main thread, from here on only this thread's: nothing of it ran yet.
            nonisolated(unsafe) let context = context
            thread = try LoopThread { unsafe context.loop.run() }
        }

        func join() { thread.take()?.join() }
    }
}
