import ArgumentParser
import Loop
import Server
import Toolchain

/// `swiftlet bench-server`: what `swiftlet bench` starts beside itself, a server of one worker. No command for people.
///
/// It serves as `swiftlet serve` would, with the limits, variables and secrets of the package's swiftlet.toml; but on one
/// loop, one listener of a free loopback port, and with the doubles of origins in place of the origins.
struct BenchServer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-server", abstract: "Serve one worker for swiftlet bench.", shouldDisplay: false)

    @Argument(help: "A worker's package, or its .wasm file.")
    var worker: String

    @Option(help: ArgumentHelp("An origin's double, on a port of 127.0.0.1.", valueName: "name=port"))
    var origin: [String] = []

    @Flag(help: "Plain HTTP instead of TLS.")
    var cleartext = false

    /// Nobody listens there: an origin without a double cannot be reached.
    private static let closedPort: UInt16 = 1

    func run() throws {
        Signal.endWithParent()
        do throws(CommandError) {
            let config = try makeConfig(WorkerTarget.load(worker))
            do throws(ServerError) {
                // Warnings say why a worker fails: `bench` shows the last of them.
                try Server.run(config, logger: StandardErrorLog.logger(.warning), isHardened: true) { urls, _ in
                    printLine("swiftlet \(Swiftlet.version) listening on \(urls.joined(separator: " "))")
                }
            } catch {
                throw CommandError(error.exitCode, "\(error)")
            }
        } catch {
            throw error.printed(by: "bench-server", json: false)
        }
    }

    private func makeConfig(_ target: WorkerTarget) throws(CommandError) -> Config {
        let standard = try Self.standard(target.modulePath)
        var config = target.config ?? standard
        guard var worker = target.worker ?? config.workers.first else {
            throw .usage("\(self.worker): no worker")
        }
        worker.path = Directory.resolved(target.modulePath) ?? target.modulePath
        worker.kind = .module
        // Whoever measures wants to see failures, not what hides them.
        worker.quarantine = nil
        worker.fallback = Config.Fallback()
        let doubles = try origin.map { text throws(CommandError) in try Self.double(text) }
        let names = target.worker == nil ? doubles.map(\.name) : target.origins
        config.origins = names.map { name in
            let port = doubles.first { $0.name == name }?.port ?? Self.closedPort
            return Config.Origin(name: name, url: OriginURL(isEncrypted: false, host: "127.0.0.1", port: port))
        }
        worker.origins = Array(names.indices)
        config.workers = [worker]
        config.listeners = [
            Config.Listener(name: "bench", host: "127.0.0.1", port: 0, cleartext: cleartext)
        ]
        config.routes = standard.routes
        config.threads = 1
        config.accessLog = .off
        config.logLevel = .warning
        config.user = nil
        return config
    }

    /// What a file would say that says nothing but where the module is.
    private static func standard(_ module: String) throws(CommandError) -> Config {
        let text = """
            [[listeners]]
            address = "127.0.0.1:0"
            cleartext = true
            [workers.worker]
            path = "\((Directory.resolved(module) ?? module).tomlEscaped)"
            [[routes]]
            match = "*/*"
            worker = "worker"
            """
        do throws(ConfigError) {
            return try ConfigFile.parse(Array(text.utf8), file: module, directory: Directory.resolved(".") ?? "/")
        } catch {
            throw CommandError(ConfigError.exitCode, error.description)
        }
    }

    private static func double(_ text: String) throws(CommandError) -> (name: String, port: UInt16) {
        guard let equals = text.lastIndex(of: "="), let port = UInt16(text[text.index(after: equals)...]) else {
            throw .usage("--origin \(text): write NAME=PORT")
        }
        return (String(text[..<equals]), port)
    }
}

extension String {
    /// As it stands between the quotes of a TOML string.
    fileprivate var tomlEscaped: String {
        unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }
}
