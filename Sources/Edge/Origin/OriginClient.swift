internal import HTTP
internal import Loop

/// One origin as one loop sees it: its addresses, its connections and the requests that wait for one.
///
/// Process lifetime, one thread. Connections are reused last in, first out: the warmest first, and the surplus of a busy
/// hour times out at the bottom.
@safe package final class OriginClient {
    package let settings: OriginSettings
    package let scratch: OriginScratch

    private var pool: PoolState
    private var idle: [OriginConnection] = []
    private var waiting: [OriginCall] = []
    /// All that were made: connections carry a call without keeping it alive.
    private var calls: [OriginCall] = []
    private var freeCalls: [Unmanaged<OriginCall>] = unsafe []
    private var addresses: [Address] = []
    private var addressesExpireAt: UInt64 = 0
    /// Calls that wait for DNS, and those whose answer has come and is being handed out.
    private var resolving: [OriginCall] = []
    private var resolved: [OriginCall] = []
    private var isAsking = false
    private var isClosing = false

    /// The largest buffer that a call keeps for its next request.
    private static let requestBytesKept = 16 << 10

    package init(settings: OriginSettings, scratch: OriginScratch) {
        self.settings = settings
        self.scratch = scratch
        let limits = settings.limits
        pool = PoolState(
            openMax: limits.connectionsMax, idleMax: limits.idleConnectionsMax, waitingMax: limits.waitingMax)
        idle.reserveCapacity(limits.idleConnectionsMax)
    }

    /// A call to fill and `start`.
    package func makeCall() -> OriginCall {
        if let free = unsafe freeCalls.popLast() { return unsafe free.takeUnretainedValue() }
        let call = OriginCall(client: self)
        calls.append(call)
        return call
    }

    /// Sends `call` as soon as there is a connection. May fail it at once.
    package func start(_ call: OriginCall) { start(call, fresh: false) }

    /// Closes idle connections; busy ones close when their response ends.
    package func close() {
        isClosing = true
        for connection in idle { connection.closeIdle() }
    }

    /// `isTimed`: the time for a connection runs already.
    private func start(_ call: OriginCall, fresh: Bool, isTimed: Bool = false) {
        switch pool.request(fresh: fresh) {
        case .reuse:
            let connection = idle.removeLast()
            connection.carry(call)
        case .open:
            if !isTimed { armConnectDeadline(call) }
            open(for: call)
        case .wait:
            if !isTimed { armConnectDeadline(call) }
            waiting.append(call)
        case .refuse:
            call.failed(.overloaded)
        }
    }

    private func armConnectDeadline(_ call: OriginCall) {
        unsafe scratch.deadlines.arm(call.deadline, milliseconds: settings.limits.connectMilliseconds)
    }

    // MARK: opening

    private func open(for call: OriginCall) {
        if addresses.isEmpty || scratch.loop.now >= addressesExpireAt {
            if let address = Address(host: settings.host, port: settings.port) {
                addresses = [address]
                addressesExpireAt = .max
            } else {
                return resolve(for: call)
            }
        }
        connect(call)
    }

    private func connect(_ call: OriginCall) {
        let connection = OriginConnection(client: self, addresses: addresses)
        connection.open(for: call)
    }

    private func resolve(for call: OriginCall) {
        resolving.append(call)
        // One question at a time, however many ask.
        guard !isAsking else { return }
        isAsking = true
        // A name that cannot be asked for fails at once, in the middle of somebody's event, which settles by itself.
        var isLater = false
        Resolver.resolve(settings.host, port: settings.port, on: scratch.loop) { [self] answer in
            if case .success(let found) = answer, !found.isEmpty {
                addresses = found
                addressesExpireAt = scratch.loop.now + settings.limits.addressMilliseconds
            }
            isAsking = false
            handOut()
            if isLater { scratch.settle() }
        }
        isLater = true
    }

    /// A failed look-up keeps the addresses known before: a DNS outage need not become ours. One call after the other is
    /// taken, since the failure of one may end others.
    private func handOut() {
        resolved += resolving
        resolving = []
        while !resolved.isEmpty {
            let call = resolved.removeFirst()
            if addresses.isEmpty {
                connectionClosed()
                call.failed(.unreachable)
            } else {
                connect(call)
            }
        }
    }

    // MARK: from calls and connections

    func callRetired(_ call: OriginCall) {
        call.cancelDeadlines()
        if !waiting.isEmpty, let index = waiting.firstIndex(where: { $0 === call }) {
            waiting.remove(at: index)
            pool.stoppedWaiting()
        }
        if !resolving.isEmpty || !resolved.isEmpty,
            resolving.contains(where: { $0 === call }) || resolved.contains(where: { $0 === call })
        {
            resolving.removeAll { $0 === call }
            resolved.removeAll { $0 === call }
            connectionClosed()
        }
        call.request.clear(keepingAtMost: OriginClient.requestBytesKept)
        // As many as were ever under way at once: what starts them is bounded by connections and subrequests.
        unsafe freeCalls.append(.passUnretained(call))
    }

    /// The request died on a pooled connection that was dead already: once more, on a new one.
    func retry(_ call: OriginCall) {
        call.wasRetried = true
        unsafe call.connectionReference = nil
        start(call, fresh: true)
    }

    /// The connection can carry another request. False: it should close.
    func connectionFinished(_ connection: OriginConnection) -> Bool {
        if !waiting.isEmpty, !isClosing {
            let call = waiting.removeFirst()
            pool.stoppedWaiting()
            unsafe scratch.deadlines.cancel(call.deadline)
            connection.carry(call)
            return true
        }
        guard !isClosing, pool.finished() == .keep else { return false }
        idle.append(connection)
        return true
    }

    /// A connection is gone, or was never made. `idle`: it is in the pool.
    func connectionClosed(idle connection: OriginConnection? = nil) {
        if let connection { idle.removeAll { $0 === connection } }
        guard pool.closed(wasIdle: connection != nil), !isClosing, !waiting.isEmpty else { return }
        let call = waiting.removeFirst()
        pool.stoppedWaiting()
        start(call, fresh: true, isTimed: true)
    }
}
