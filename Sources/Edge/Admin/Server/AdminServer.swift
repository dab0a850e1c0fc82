internal import Glibc
internal import HTTP
package import Loop
internal import Synchronization

/// The admin API: one thread that accepts, and one for each connection, up to a number. None of them is a loop's: what is
/// asked here compiles, and waits for disks.
///
/// Process lifetime. Sendable: what changes is behind a mutex.
package final class AdminServer: Sendable {
    struct State {
        var isAccepting = false
        var connections = 0
        /// Of those, over TCP.
        var remote = RemoteSeats()

        /// Whether there is a place for one more. Whatever TCP's do, one at the unix socket always has one.
        func hasRoom(_ limits: AdminLimits, isUnix: Bool) -> Bool {
            let present = connections - remote.leaving
            guard isUnix else { return present < limits.connectionsMax && remote.count < limits.remoteConnectionsMax }
            return present < limits.connectionsMax || present == remote.count
        }
        var tails = 0
        /// Bytes of bundles that are being received or deployed.
        var uploadBytes = 0
        var isEnding = false
        var refusals: RefusalBook
    }

    let service: any AdminService
    let access: AdminAccess
    let limits: AdminLimits
    let state: Mutex<State>
    /// Signalled once, when the host ends, and never drained: whoever waits for a client's bytes stops.
    let ending: WakePipe
    private let listeners: [AdminListener]
    private static let pauseMilliseconds = 100
    /// Signalled as each thread ends.
    private let ended: WakePipe

    package init(
        listeners: [AdminListener], access: AdminAccess, service: any AdminService, limits: AdminLimits = AdminLimits()
    ) throws(LoopError) {
        self.listeners = listeners
        self.access = access
        self.service = service
        self.limits = limits
        state = Mutex(State(refusals: RefusalBook(perMinuteMax: limits.failuresPerMinuteMax)))
        ending = try WakePipe()
        ended = try WakePipe()
    }

    /// Begins to answer.
    package func start() throws(LoopError) {
        state.withLock { $0.isAccepting = true }
        do throws(LoopError) {
            let thread = try LoopThread { [self] in
                acceptAll()
                state.withLock { $0.isAccepting = false }
                ended.signal()
            }
            thread.detach()
        } catch {
            state.withLock { $0.isAccepting = false }
            throw error
        }
    }

    /// From now on what changes something is refused with 503; reading goes on. For the time in which the host waits for
    /// its requests to end.
    package func refuseChanges() {
        state.withLock { $0.isEnding = true }
    }

    /// Accepts no more, ends tails and idle connections, and waits for the requests that are being answered: for a deploy
    /// too. False: the time was over first; they go on, and end with the process.
    package func stop(waitingAtMost milliseconds: Int) -> Bool {
        refuseChanges()
        ending.signal()
        let deadline = Deadline(in: milliseconds)
        while state.withLock({ $0.isAccepting || $0.connections > 0 }) {
            guard !Readiness.readable([ended.descriptor], until: deadline).isEmpty else { return false }
            ended.drain()
        }
        return true
    }

    var isEnding: Bool { state.withLock { $0.isEnding } }

    // MARK: accepting

    private func acceptAll() {
        let descriptors = listeners.map(\.descriptor) + [ending.descriptor]
        while true {
            let ready = Readiness.readable(descriptors, until: nil)
            if ready.last == true { return }
            for (listener, isReady) in zip(listeners, ready) where isReady { accept(listener) }
        }
    }

    private func accept(_ listener: AdminListener) {
        let (descriptor, address) = BlockingSocket.accept(listener.descriptor)
        guard descriptor >= 0 else {
            // Out of descriptors: the connection stays in the queue, and `poll` would say so without a pause.
            if [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(-descriptor) {
                service.note(.failed("admin API: accept: \(Errno.text(-descriptor))"))
                _ = Readiness.readable([ending.descriptor], until: Deadline(in: Self.pauseMilliseconds))
            }
            return
        }
        let peer = listener.isUnix ? PeerName.unix(descriptor) : PeerName.tcp(address)
        guard let seat = takeSeat(descriptor, listener, peer) else { return turnAway(descriptor, listener, peer) }
        do throws(LoopError) {
            let thread = try LoopThread { [self] in
                serve(descriptor, listener, peer, seat)
                ended.signal()
            }
            thread.detach()
        } catch {
            leave(seat)
            _ = close(descriptor)
            ended.signal()
            service.note(.failed("admin API: \(error)"))
        }
    }

    /// Where a connection is counted; 0: at the unix socket. Nil: there is no place.
    private func takeSeat(_ descriptor: Int32, _ listener: AdminListener, _ peer: PeerName) -> Int? {
        let (seat, hasDrivenOut): (Int?, Bool) = state.withLock { state in
            var hasDrivenOut = false
            if !state.hasRoom(limits, isUnix: listener.isUnix) {
                guard !listener.isUnix, let other = state.remote.giveWay(leavingMax: limits.connectionsMax) else {
                    return (nil, false)
                }
                // Its thread sees the end, and closes it when it has left.
                _ = shutdown(other, Int32(SHUT_RDWR))
                hasDrivenOut = true
            }
            state.connections += 1
            return (listener.isUnix ? 0 : state.remote.take(descriptor, host: peer.host), hasDrivenOut)
        }
        if hasDrivenOut {
            _ = noteRefusal(
                peer, "the admin API's connections over TCP are all in use: one that asked for nothing gave way",
                countedAs: "connections")
        }
        return seat
    }

    /// Before its descriptor is closed: somebody may be about to end it.
    private func leave(_ seat: Int) {
        state.withLock { state in
            state.connections -= 1
            if seat > 0 { state.remote.leave(seat) }
        }
    }

    private func serve(_ descriptor: Int32, _ listener: AdminListener, _ peer: PeerName, _ seat: Int) {
        do throws(WireError) {
            let stream = try WireStream(server: descriptor, tls: listener.tls, interrupt: ending.descriptor)
            withExtendedLifetime(stream) {
                AdminConnection(stream, server: self, peer: peer, seat: seat).serve()
                leave(seat)
            }
        } catch {
            leave(seat)
            _ = close(descriptor)
            service.note(.failed("admin API: \(peer.address): \(error.text)"))
        }
    }

    /// What a connection does from now on. False: its place is another's, and its end has come.
    func set(_ seat: Int, _ doing: RemoteSeats.Doing) -> Bool {
        seat == 0 || state.withLock { $0.remote.set(seat, doing) }
    }

    /// Tells the host's log of something that was refused. False: there was too much of that within a minute, and only
    /// the number will be told.
    func noteRefusal(_ peer: PeerName, _ reason: String, countedAs key: String? = nil) -> Bool {
        let (verdict, silenced) = state.withLock { $0.refusals.refuse(key ?? peer.host, now: Deadline.now) }
        if silenced > 0 { service.note(.refusals(address: key ?? peer.host, count: silenced)) }
        guard verdict == .note else { return false }
        service.note(.refused(address: peer.address, reason: reason))
        return true
    }

    /// 503 where that costs nothing: a handshake would be what there is no thread for.
    private func turnAway(_ descriptor: Int32, _ listener: AdminListener, _ peer: PeerName) {
        defer { _ = close(descriptor) }
        // Counted apart from attempts: to be turned away is nobody's mistake.
        _ = noteRefusal(
            peer, "the admin API's connections are all in use; raise admin.connections", countedAs: "connections")
        guard listener.isUnix else { return }
        let problem = AdminError(
            503, "busy", "The admin API is busy", "all of its \(limits.connectionsMax) connections are in use",
            remedy: "ask again in a moment, or raise admin.connections", retryAfter: 1)
        var head = Answer.problem(problem).head(keepAlive: false, isChunked: false)
        unsafe problem.jsonText.withUnsafeBytes { unsafe head.append($0) }
        let bytes = unsafe head.readable
        // As much as fits: nobody waits here.
        _ = unsafe send(
            descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        // What it has sent would take the answer back if it were closed unread.
        var unread = [UInt8](repeating: 0, count: 4096)
        _ = shutdown(descriptor, Int32(SHUT_WR))
        while unsafe recv(descriptor, &unread, unread.count, Int32(MSG_DONTWAIT)) > 0 {}
    }
}

/// Who is at the other end, before it has shown anything.
struct PeerName: Sendable {
    /// "unix", or an IP address and port.
    var address: String
    /// Without the port: what refusals are counted by.
    var host: String
    /// Of the process at the other end of a unix socket.
    var user: UInt32?

    static func tcp(_ address: Address) -> PeerName {
        PeerName(address: address.description, host: address.host)
    }

    static func unix(_ descriptor: Int32) -> PeerName {
        // struct ucred, which Glibc's headers hide: pid, uid, gid.
        var credentials: (UInt32, UInt32, UInt32) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        let code = unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length)
        return PeerName(address: "unix", host: "unix", user: code == 0 ? credentials.1 : nil)
    }
}
