import ArgumentParser
import Isolate
import Server
import Toolchain

/// The worker that `invoke` and `inspect` are about: a module, built first where a package was named, and what the
/// package's swiftlet.toml says of it.
struct WorkerTarget {
    /// The package's name, or the file's.
    var name: String
    var modulePath: String
    var module: [UInt8]
    /// The package's directory.
    var package: String?
    /// From the package's swiftlet.toml.
    var config: Config?
    var worker: Config.Worker?

    /// As in swiftlet.toml (docs/configuration.md).
    private static let moduleBytesMax = 64 << 20

    /// Builds, where sources are newer than the module; progress on standard error.
    ///
    /// - Parameter readsConfiguration: false where the package is not run here: neither its secrets are needed then, nor
    ///   its swiftlet.toml without mistakes.
    static func load(_ path: String, readsConfiguration: Bool = true) throws(CommandError) -> WorkerTarget {
        if LocalFile.isDirectory(path) { return try load(package: path, readsConfiguration) }
        guard LocalFile.exists(path) else {
            throw .usage("\(path): no such file or directory: name a worker's package or a .wasm file")
        }
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return WorkerTarget(
            name: file.hasSuffix(".wasm") ? String(file.dropLast(5)) : file, modulePath: path,
            module: try readModule(path))
    }

    private static func readModule(_ path: String) throws(CommandError) -> [UInt8] {
        let module = try LocalFile.read(path, bytesMax: moduleBytesMax, tooLarge: 65)
        guard !module.isEmpty else { throw .badModule("\(path) is empty") }
        return module
    }

    private static func load(package path: String, _ readsConfiguration: Bool) throws(CommandError) -> WorkerTarget {
        let build: WorkerBuild
        do throws(ToolchainError) {
            build = WorkerBuild(try WorkerPackage(path), try Compiler.find())
        } catch {
            throw CommandError(error)
        }
        build.interruption = .signals
        let built: BuiltWorker
        if let made = build.upToDate() { built = made } else { built = try run(build) }
        let file = built.module.split(separator: "/").last.map(String.init) ?? "worker"
        var target = WorkerTarget(
            name: file.hasSuffix(".wasm") ? String(file.dropLast(5)) : file, modulePath: built.module,
            module: try readModule(built.module), package: path)
        if readsConfiguration { try target.readConfiguration(path) }
        return target
    }

    private static func run(_ build: WorkerBuild) throws(CommandError) -> BuiltWorker {
        let terminal = Terminal()
        if !terminal.isInteractive { printError("building \(build.package.directory)") }
        do throws(BuildFailure) {
            let built = try build.run { terminal.progress($0.description) }
            terminal.clearProgress()
            return built
        } catch {
            terminal.clearProgress()
            for message in error.messages where message.severity == .error { printError(message.painted(terminal)) }
            throw CommandError(error.exitCode, error.summary)
        }
    }

    /// The worker of the package's own configuration whose path is the package. Several: the first.
    private mutating func readConfiguration(_ directory: String) throws(CommandError) {
        let file = directory + "/swiftlet.toml"
        guard LocalFile.exists(file) else { return }
        do throws(ConfigError) {
            let config = try ConfigFile.load(file)
            let real = Directory.resolved(directory)
            guard let worker = config.workers.first(where: { Directory.resolved($0.path) == real }) else { return }
            self.config = config
            self.worker = worker
            name = worker.name
        } catch {
            throw CommandError(ConfigError.exitCode, error.description)
        }
    }

    var limits: WorkerLimits { worker.map { WorkerLimits($0.limits) } ?? WorkerLimits() }

    /// Names of the origins that the configuration gives it.
    var origins: [String] {
        guard let config, let worker else { return [] }
        return worker.origins.map { config.origins[$0].name }
    }

    /// What finds the lines of the sources: asked only when there is something to find.
    func symbolizer() -> Result<Symbolizer, ToolchainError> {
        do throws(ToolchainError) {
            let program = try Compiler.find().root + "/bin/llvm-symbolizer"
            let beside = modulePath + ".debug"
            // A module that was not stripped has it all itself.
            return .success(
                try Symbolizer(
                    debugModule: LocalFile.exists(beside) ? beside : modulePath, of: module, program: program))
        } catch {
            return .failure(error)
        }
    }
}
