internal import CWorkerABI
internal import HTTP
internal import Wasm

/// Subrequests: `send` notes one for the server, `wait` and `read` suspend the guest until the server has news.
extension HostCalls {
    @Sendable static func send(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        let origin = arguments.u32(0)
        let limits = isolate.limits
        guard origin < isolate.bindings.origins.count else { return .i32(SWIFTLET_ERROR_UNKNOWN) }
        let message: GuestMessage
        do {
            message = try GuestMessage(
                at: arguments.u32(1), in: isolate.memory, as: .subrequest, origins: isolate.bindings.origins.count,
                limits)
        } catch {
            switch error {
            case .outside(let what): return violation(isolate, "send: \(what) lies outside of memory")
            case .number(let what): return violation(isolate, "send: \(what)")
            case .syntax: return .i32(SWIFTLET_ERROR_INVALID)
            case .tooLarge(_, let limit): return refused(isolate, limit)
            case .unknownOrigin: return .i32(SWIFTLET_ERROR_UNKNOWN)
            }
        }
        guard isolate.handles.count < limits.subrequests else {
            return refused(isolate, Fault.Limit(key: "limits.subrequests", value: "\(limits.subrequests)"))
        }
        guard isolate.handles.active < limits.subrequestsConcurrent else {
            let value = "\(limits.subrequestsConcurrent)"
            return refused(isolate, Fault.Limit(key: "limits.subrequests_concurrent", value: value))
        }
        // The host keeps a copy of each until its origin answers: as much as the guest may have itself, and no more.
        let bytes = unsafe message.body.count
        if bytes > Exchange.keptBytes, isolate.handles.outgoingBytes + bytes > limits.memoryBytes {
            return refused(isolate, limits.ofMemory)
        }
        let (handle, exchange) = isolate.handles.open()
        exchange.message = message.copied(origin: Int(origin), into: &exchange.outgoing)
        return .i32(handle)
    }

    @Sendable static func wait(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        let handle = arguments.i32(0)
        guard let exchange = isolate.handles[handle] else { return .i32(SWIFTLET_ERROR_UNKNOWN) }
        switch exchange.phase {
        case .queued, .sent:
            isolate.waiting = .head(handle)
            return .wait
        case .answered: return .i32(Int32(exchange.head.count))
        case .failed(let code): return .i32(code)
        case .closed: return .i32(SWIFTLET_ERROR_UNKNOWN)
        }
    }

    @Sendable static func head(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        guard let exchange = isolate.handles[arguments.i32(0)], case .answered = exchange.phase else {
            return .i32(SWIFTLET_ERROR_UNKNOWN)
        }
        guard exchange.head.count <= arguments.u32(2) else { return .i32(SWIFTLET_ERROR_INVALID) }
        guard unsafe isolate.memory.store(exchange.head.readable, at: arguments.u32(1)) else {
            return violation(isolate, "head: room outside of memory")
        }
        return .i32(Int32(exchange.head.count))
    }

    @Sendable static func read(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        let handle = arguments.i32(0)
        let capacity = min(arguments.u32(2), UInt32(Int32.max))
        guard isolate.memory.contains(arguments.u32(1), capacity) else {
            return violation(isolate, "read: room outside of memory")
        }
        guard let exchange = isolate.exchange(handle) else { return .i32(SWIFTLET_ERROR_UNKNOWN) }
        if handle == Int32(SWIFTLET_REQUEST) { isolate.readsRequestBody = true }
        switch exchange.phase {
        case .closed: return .i32(SWIFTLET_ERROR_UNKNOWN)
        case .failed(let code): return .i32(code)
        case .queued, .sent, .answered: break
        }
        isolate.waiting = .body(handle, at: arguments.u32(1), capacity: capacity)
        if let result = isolate.answerRead(exchange) { return .i32(result) }
        return .wait
    }

    @Sendable static func close(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        isolate.handles.close(arguments.i32(0))
        return .none
    }
}
