internal import Isolate
internal import Synchronization

/// Changes a server while it runs, from any thread: another version of a worker, the end.
///
/// Handed out when the server is ready, of use until it has stopped. Calls of several threads are put in order: all
/// loops see the same versions in the same order.
package final class ServerControl: Sendable {
    let shared: Shared
    let seats: [LoopSeat]
    private let shutdown: Shutdown
    /// Held while a change is posted: its order is the same on every loop.
    private let order = Mutex(())

    init(_ shared: Shared, _ seats: [LoopSeat], _ shutdown: Shutdown) {
        self.shared = shared
        self.seats = seats
        self.shutdown = shutdown
    }

    /// Puts another module in the place of a worker's present one, with the bindings and limits that the configuration
    /// gives it. Verifies, initialises and compiles it on this thread; then every loop swaps one reference. Requests in
    /// flight finish on their version, later ones get the new one.
    ///
    /// Blocks until every loop has swapped. What throws has changed nothing.
    ///
    /// - Parameters:
    ///   - index: in `Config.workers`.
    ///   - path: the module's file.
    package func replace(worker index: Int, module path: String) throws(ServerError) -> Replacement {
        guard let runtime = shared.runtime, shared.config.workers.indices.contains(index) else {
            throw ServerError(.configuration, "there is no worker \(index)")
        }
        let worker = shared.config.workers[index]
        let started = ContinuousClock.now
        let deployment = try WorkerLoader.deploy(worker, module: path, shared.config, runtime, shared.log)
        let ready = ContinuousClock.now
        guard swap(index, deployment) else {
            throw ServerError(.system, "worker \(worker.name): the server has stopped")
        }
        shared.development?.replaced(worker: index, module: path, version: deployment.version)
        return Replacement(
            version: deployment.version, cameFromCache: deployment.cameFromCache, phases: deployment.phases,
            preparation: ready - started, swap: .now - ready)
    }

    /// Ends the server in order, as SIGTERM does: requests in flight may finish, those of a second call are cut. Returns
    /// at once.
    package func stop() {
        seats.first?.post { [shutdown] _ in shutdown.begin("asked to stop") }
    }

    /// What a worker's versions are from now on. Blocks until every loop has them. False: a loop has ended.
    func set(worker index: Int, _ versions: WorkerRecord.Versions) -> Bool {
        change(index) {
            shared.records[index].set(versions)
            return versions
        }
    }

    /// False: a loop has ended.
    private func swap(_ index: Int, _ deployment: Deployment) -> Bool {
        change(index) { shared.replace(worker: index, with: deployment) }
    }

    private func change(_ index: Int, _ make: () -> WorkerRecord.Versions) -> Bool {
        let latch = Latch()
        order.withLock { _ in
            let versions = make()
            for seat in seats {
                let token = latch.token()
                seat.post { context in
                    context.replace(worker: index, with: versions)
                    token.finish()
                }
            }
        }
        return latch.wait(for: seats.count) == seats.count
    }
}
