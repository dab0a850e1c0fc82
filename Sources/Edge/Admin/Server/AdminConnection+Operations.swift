internal import HTTP
internal import Loop
internal import Synchronization

/// From an operation to its answer.
extension AdminConnection {
    /// False: the connection ends.
    func perform(
        _ operation: AdminOperation, _ request: AdminRequest, _ caller: AdminCaller, keepAlive: Bool
    ) throws(AdminError) -> Bool {
        if case .tail(let filter) = operation {
            try tail(filter, caller)
            return false
        }
        let isNoted = OperationTable.entry(operation.id).scope != .read
        func note(_ status: Int) {
            guard isNoted else { return }
            server.service.note(
                .operation(name: operation.id.rawValue, caller: caller, target: operation.target, status: status))
        }
        do throws(AdminError) {
            if let (succeeded, stays) = try progress(operation, request, caller, keepAlive: keepAlive) {
                note(succeeded)
                return stays
            }
            let answer = try result(operation, caller)
            note(answer.status)
            return wire { () throws(WireError) in try send(answer, keepAlive: keepAlive) } && keepAlive
        } catch {
            note(error.status)
            throw error
        }
    }

    private func result(_ operation: AdminOperation, _ caller: AdminCaller) throws(AdminError) -> Answer {
        let service = server.service
        switch operation {
        case .status: return .json(200, try service.status(caller))
        case .workers: return .json(200, try service.workers(caller))
        case .worker(let name): return .json(200, try service.worker(name, caller))
        case .deleteWorker(let name): return .json(200, try service.deleteWorker(name, caller))
        case .versions(let name): return .json(200, try service.versions(of: name, caller))
        case .version(let name, let version): return .json(200, try service.version(version, of: name, caller))
        case .deploy(let request): return created(try service.deploy(request, caller, progress: { _ in }))
        case .rotate(let name, let request):
            return created(try service.rotate(name, request, caller, progress: { _ in }))
        case .rollout(let name): return .json(200, try service.rollout(of: name, caller))
        case .setRollout(let name, let request): return .json(200, try service.setRollout(of: name, request, caller))
        case .abortRollout(let name): return .json(200, try service.abortRollout(of: name, caller))
        case .promote(let name, let version): return .json(200, try service.promote(name, to: version, caller))
        case .rollBack(let name, let version): return .json(200, try service.rollBack(name, to: version, caller))
        case .shadow(let name): return .json(200, try service.shadow(of: name, caller))
        case .setShadow(let name, let request): return .json(200, try service.setShadow(of: name, request, caller))
        case .endShadow(let name): return .json(200, try service.endShadow(of: name, caller))
        case .explain(let request): return .json(200, try service.explain(request, caller))
        case .configPlan: return .json(200, try service.configPlan(caller))
        case .applyConfig(let request): return .json(200, try service.applyConfig(request, caller))
        case .openAPI: return Answer(status: 200, mediaType: "application/json", body: OpenAPIDocument.text)
        case .tail: preconditionFailure("a tail is no whole answer")
        }
    }

    private func created(_ result: DeployResult) -> Answer {
        var answer = Answer.json(201, result)
        answer.location = "/v1/workers/\(result.version.worker)/versions/\(result.version.version)"
        return answer
    }

    // MARK: progress

    /// A deploy or rotation whose steps are told as they come; nil: it is none, or nobody asks for them. The status is
    /// 200 by then: whether it went well is in the last line.
    private func progress(
        _ operation: AdminOperation, _ request: AdminRequest, _ caller: AdminCaller, keepAlive: Bool
    ) throws(AdminError) -> (status: Int, stays: Bool)? {
        guard request.acceptsLines else { return nil }
        let lines = LineWriter(self, keepAlive: keepAlive)
        func tell(_ event: DeployEvent) { lines.write(DeployLine(event)) }
        // Called with the host's locks held.
        func offer(_ event: DeployEvent) { lines.offer(DeployLine(event)) }
        var status = 201
        do throws(AdminError) {
            switch operation {
            case .deploy(let request):
                tell(.done(try server.service.deploy(request, caller, progress: offer)))
            case .rotate(let name, let request):
                tell(.done(try server.service.rotate(name, request, caller, progress: offer)))
            default: return nil
            }
        } catch {
            // Nothing was told yet: a plain problem says it with its status.
            guard lines.hasBegun else { throw error }
            status = error.status
            tell(.failed(error))
        }
        return (status, lines.finish() && keepAlive)
    }

    // MARK: tail

    private func tail(_ filter: TailFilter, _ caller: AdminCaller) throws(AdminError) {
        let isTaken = server.state.withLock { state in
            guard !state.isEnding, state.tails < server.limits.tailsMax else { return false }
            state.tails += 1
            return true
        }
        guard isTaken else {
            if server.isEnding { throw .shuttingDown }
            throw AdminError(
                503, "busy", "Too many tails", "\(server.limits.tailsMax) tails are being read already",
                remedy: "end one of them, or raise admin.connections: half of them may be tails", retryAfter: 5)
        }
        defer { server.state.withLock { $0.tails -= 1 } }
        let channel = try TailChannel(filter, linesMax: server.limits.tailLinesMax)
        try server.service.beginTail(channel, caller)
        defer {
            server.service.endTail(channel)
            channel.close()
        }
        relay(channel, limit: filter.limit ?? Int.max)
    }

    /// Until the client or the host ends, or so many lines were sent.
    private func relay(_ channel: TailChannel, limit: Int) {
        let lines = LineWriter(self, keepAlive: false)
        lines.begin()
        var left = limit
        while left > 0, !lines.hasFailed {
            let ready = Readiness.readable(
                [channel.descriptor, stream.descriptor, server.ending.descriptor],
                until: Deadline(in: server.limits.heartbeatMilliseconds))
            if ready.isEmpty {
                lines.write(
                    TailLine.with {
                        $0.kind = .heartbeat
                        $0.at = WallClock.seconds
                    })
                continue
            }
            // A client that has gone; what else it sends is nobody's.
            if ready[2] || ready[1] { break }
            let (batch, dropped) = channel.take()
            if dropped > 0 {
                lines.write(
                    TailLine.with {
                        $0.kind = .dropped
                        $0.at = WallClock.seconds
                        $0.count = dropped
                    })
            }
            lines.write(all: batch.prefix(left))
            left -= batch.count
        }
        _ = lines.finish()
    }
}
