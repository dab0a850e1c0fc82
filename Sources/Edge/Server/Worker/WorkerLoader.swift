internal import Glibc
internal import Isolate
internal import Logging
internal import Toolchain

/// Makes deployments of what the config names as workers: reads modules, builds packages.
enum WorkerLoader {
    /// A module larger than this is a mistake: real workers are a hundredth of it.
    private static let moduleBytesMax = 64 << 20

    /// The module's file. Where the worker is a package, blocks for the time of a build.
    static func module(of worker: Config.Worker, _ log: ServerLog) throws(ServerError) -> String {
        worker.kind == .package ? try PackageBuild.module(of: worker, log) : worker.path
    }

    /// The module that the last build of a package has left, or the file itself: without a compiler, which is out of reach
    /// of a server that runs.
    static func builtModule(of worker: Config.Worker) throws(ServerError) -> String {
        guard worker.kind == .package else { return worker.path }
        let package: WorkerPackage
        do throws(ToolchainError) { package = try WorkerPackage(worker.path) } catch {
            throw ServerError(.configuration, "worker \(worker.name): \(error)")
        }
        guard let module = package.product else {
            throw ServerError(.configuration, "worker \(worker.name): \(worker.path) was never built")
        }
        return module
    }

    /// A deployment of a module that is there. Blocks for the time of a compilation; any thread.
    static func deploy(
        _ worker: Config.Worker, module path: String, _ config: Config, _ runtime: IsolateRuntime, _ log: ServerLog
    ) throws(ServerError) -> Deployment {
        let module = try read(path, worker.name)
        do throws(IsolateError) {
            let deployment = try Deployment(
                name: worker.name, module: module, runtime: runtime, limits: WorkerLimits(worker.limits),
                origins: worker.origins.map { config.origins[$0].name },
                variables: worker.variables.map { ($0.name, $0.value) },
                secrets: worker.secrets.map { ($0.name, $0.value) })
            for line in deployment.initialisationLog {
                log.logger.info("worker \(worker.name): init: \(line.text)")
            }
            return deployment
        } catch {
            throw ServerError(.configuration, "\(ServerLog.deploymentFailed(worker.name, path, error))")
        }
    }

    static func read(_ path: String, _ worker: String) throws(ServerError) -> [UInt8] {
        guard let file = unsafe fopen(path, "rb") else {
            throw ServerError(
                .configuration, "worker \(worker): \(path): \(unsafe String(cString: strerror(errno)))")
        }
        defer { unsafe fclose(file) }
        var status = stat()
        guard unsafe fstat(fileno(file), &status) == 0, status.st_size <= moduleBytesMax else {
            throw ServerError(
                .configuration, "worker \(worker): \(path) is larger than \(moduleBytesMax >> 20) MiB")
        }
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
        }
    }
}
