internal import Logging
internal import Toolchain

/// Builds the package that the config names as a worker, when its sources are newer than the module that is there.
enum PackageBuild {
    /// The module's path. Blocks for the time of a build.
    static func module(of worker: Config.Worker, _ log: ServerLog) throws(ServerError) -> String {
        let build: WorkerBuild
        do throws(ToolchainError) {
            build = WorkerBuild(try WorkerPackage(worker.path), try Compiler.find())
        } catch {
            throw ServerError(.configuration, "worker \(worker.name): \(error)")
        }
        if let built = build.upToDate() { return built.module }
        log.logger.notice("building \(worker.path)")
        do throws(BuildFailure) {
            return try build.run { _ in }.module
        } catch {
            throw ServerError(.configuration, "worker \(worker.name): \(error)")
        }
    }
}
