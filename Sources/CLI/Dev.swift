import ArgumentParser
import Loop
import Server
import Toolchain

/// `swiftlet dev`
struct Dev: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a worker while you write it; what you save is live.",
        discussion: """
            The host is that of production, limits included. It reads swiftlet.toml where
            DIR has one; otherwise it serves DIR's worker on http://127.0.0.1:8787.
            Workers that are packages are built, and built again when a source changes:
            requests in flight finish on the version they began with, the next ones get
            the new one.

            While the sources do not compile, the last good version goes on serving; the
            errors are shown here, and in place of the worker's pages to a browser. A
            request that the worker fails is told with the line of its source. A change
            of swiftlet.toml starts the server anew, unless it has mistakes.

            EXAMPLES
              swiftlet dev                                 the package in this directory
              swiftlet dev workers/shop --port 9000
              swiftlet dev --config edge.toml --log-level debug

            EXIT CODES
              0   ended by Ctrl-C or SIGTERM
              64  wrong options
              65  the directory is not there, or is no package
              69  the Swift toolchain is missing, or is not of the right version
              71  the system refused: the port is in use
              78  the configuration has mistakes
            """)

    @Argument(help: ArgumentHelp("The package, or a directory with swiftlet.toml.", valueName: "dir"))
    var directory = "."

    @Option(help: ArgumentHelp("The first listener's port; 0 lets the system choose.", valueName: "number"))
    var port: UInt16?

    @Option(help: ArgumentHelp("The configuration file; default: DIR/swiftlet.toml.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "The least important of the host's own lines to print: trace, debug, info, warning or error.",
            valueName: "level"))
    var logLevel: Config.LogLevel?

    func run() throws {
        let console = DevConsole()
        let setting = try loadSetting()
        let builds = try makeBuilds(setting)
        let symbolizer = builds.first.map { $0.build.compiler.root + "/bin/llvm-symbolizer" }
        let development = Development(symbolizer: symbolizer) { console.show($0) }
        let session = DevSession(setting, builds, console)
        do throws(ServerError) {
            try Server.run(
                setting.config, logger: StandardErrorLog.logger(logLevel ?? .warning), development: development
            ) { session.start($0, $1) }
        } catch {
            printError("swiftlet dev: \(error)\(error.isAddressInUse ? ": --port N" : "")")
            throw ExitCode(error.exitCode)
        }
        session.end()
        if session.wantsRestart { Restart.now() }
        console.line("stopped")
    }

    private func loadSetting() throws -> DevSetting {
        do {
            return try DevSetting(directory: directory, file: config, port: port)
        } catch let error as ConfigError {
            printError(error.description)
            throw ExitCode(ConfigError.exitCode)
        } catch let error as ToolchainError {
            throw ended(error)
        }
    }

    /// One for each worker that is a package.
    private func makeBuilds(_ setting: DevSetting) throws -> [DevBuild] {
        do throws(ToolchainError) {
            var builds: [DevBuild] = []
            for (index, worker) in setting.config.workers.enumerated() where worker.kind == .package {
                let build = WorkerBuild(try WorkerPackage(worker.path), try Compiler.find())
                build.interruption = .cancellation
                builds.append(DevBuild(index: index, name: worker.name, build: build))
            }
            return builds
        } catch {
            throw ended(error)
        }
    }

    private func ended(_ error: ToolchainError) -> ExitCode {
        printError("swiftlet dev: \(error)")
        switch error.kind {
        case .usage: return ExitCode(64)
        case .package: return ExitCode(65)
        case .missing: return ExitCode(69)
        case .system: return ExitCode(71)
        }
    }
}
