internal import Admin
internal import Deploy
internal import Isolate
internal import Rehearsal

/// A version shows that it answers before anybody gets it.
extension DeployHost {
    /// Runs the requests that a manifest declares, one after the other, each in an isolate of its own and without a
    /// network. Throws with the first that is not answered as it expects. Blocks; on the thread that deploys.
    func run(_ requests: [SmokeRequest], on deployment: Deployment) throws(AdminError) {
        guard !requests.isEmpty, let runtime = shared.runtime else { return }
        let pool = IsolatePool(runtime: runtime, slots: 1)
        // What it keeps for another request are the loops' slots.
        defer { pool.close() }
        for (index, request) in requests.enumerated() {
            if let origin = request.origins.first(where: { !deployment.origins.contains($0.origin) })?.origin {
                let known = deployment.origins.isEmpty ? "none" : deployment.origins.joined(separator: ", ")
                throw .smoke(
                    request, index, "origin \(origin): the worker may not reach it: it has \(known)",
                    remedy: "name it in [workers.\(deployment.name)] origins of the host's configuration and start it "
                        + "anew, or take it out of the smoke request")
            }
            let runner: WorkerRunner
            do throws(RehearsalError) {
                runner = try self.runner(request, deployment, pool)
            } catch {
                throw .smoke(request, index, error.description, remedy: "correct it in the manifest")
            }
            let run: WorkerRun
            do throws(IsolateError) { run = try runner.run() } catch { throw .noIsolate(error) }
            guard let problem = SmokeCheck(request, run).problem else { continue }
            throw .smoke(
                request, index, problem,
                remedy: "see what `swiftlet invoke` says of it; then mend the worker, or what its manifest expects")
        }
    }

    private func runner(
        _ request: SmokeRequest, _ deployment: Deployment, _ pool: IsolatePool
    ) throws(RehearsalError) -> WorkerRunner {
        var doubles: [OriginDouble] = []
        for origin in request.origins {
            doubles.append(
                try OriginDouble(
                    name: origin.origin, status: origin.status, fields: origin.headers.map { ($0.name, $0.value) },
                    body: Array((origin.body ?? "").utf8)))
        }
        return WorkerRunner(
            deployment: deployment, pool: pool,
            request: try WorkerRequest(
                method: request.method, url: request.path, headers: request.headers.map { "\($0.name): \($0.value)" },
                body: request.body.map { Array($0.utf8) }, limits: shared.headLimits),
            limits: shared.headLimits, doubles: doubles, bodyBytesMax: SmokeCheck.bodyBytesMax, requestID: "smoke")
    }
}

extension AdminError {
    /// Requests have them all just now.
    fileprivate static func noIsolate(_ error: IsolateError) -> AdminError {
        AdminError(
            503, "busy", "No isolate is free", "a smoke request found no place: \(error)",
            remedy: "try again, or raise limits.isolates", step: .smoke, retryAfter: 1)
    }

    fileprivate static func smoke(
        _ request: SmokeRequest, _ index: Int, _ problem: String, remedy: String
    ) -> AdminError {
        AdminError(
            422, "smoke_failed", "A smoke request failed",
            "smoke request \(index + 1), \(request.method) \(request.path): \(problem)", remedy: remedy, step: .smoke)
    }
}
