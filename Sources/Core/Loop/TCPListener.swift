internal import CUV
internal import Glibc

/// A listening socket on one loop. Several loops listen on the same address (`SO_REUSEPORT`): the kernel spreads the
/// connections over them. Keeps itself alive from `init` until closed.
///
/// It accepts by itself, where libuv would until nobody waits: a crowd gets no more than `acceptsMax` in one event, and
/// where no descriptor is left the rest waits in the kernel's queue for a moment, as in nginx. (libuv closes a spare
/// descriptor then, and opens `/` to have it again, which the process may not do any more when it serves; without, it
/// tries for ever.)
@safe package final class TCPListener {
    package typealias Accept = @convention(c) (UnsafeMutableRawPointer) -> Void

    /// Connections the kernel holds before they are accepted.
    package static let backlog: Int32 = 1024
    /// Connections accepted in one event.
    private static let acceptsMax = 64
    /// How long nobody is accepted when there is no descriptor, or no memory, for a connection. Milliseconds.
    private static let pause: UInt64 = 100

    private let poll: UnsafeMutablePointer<uv_poll_t>
    private let descriptor: Int32
    private let timer: Timer
    private let accept: Accept
    private let context: UnsafeMutableRawPointer
    private var isClosing = false
    /// The connection that `accept` may take.
    private var waiting: Int32 = -1

    /// Binds and listens. `accept` is called on the loop's thread with `context` for each waiting connection; one that
    /// it does not `take` is closed.
    package convenience init(
        loop: Loop, address: Address, context: UnsafeMutableRawPointer, accept: @escaping Accept
    ) throws(LoopError) {
        try unsafe self.init(loop: loop, socket: BoundSocket(address), context: context, accept: accept)
    }

    /// Listens on a socket that is bound, which it takes over.
    package init(
        loop: Loop, socket: BoundSocket, context: UnsafeMutableRawPointer, accept: @escaping Accept
    ) throws(LoopError) {
        unsafe poll = .allocate(capacity: 1)
        descriptor = socket.take()
        timer = try Timer(loop: loop)
        unsafe self.accept = accept
        unsafe self.context = context
        guard Glibc.listen(descriptor, TCPListener.backlog) == 0 else {
            throw LoopError(operation: "listen on \(socket.address)", code: -errno)
        }
        try LoopError.check(unsafe uv_poll_init(loop.pointer, poll, descriptor), "uv_poll_init")
        unsafe swiftlet_uv_set_data(poll, Unmanaged.passRetained(self).toOpaque())
        unsafe timer.setAction(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<TCPListener>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.watch() }
        }
        watch()
    }

    /// Accepts the waiting connection into `stream`. False when there is none.
    package func take(into stream: TCPStream) -> Bool {
        guard waiting >= 0, unsafe uv_tcp_open(stream.handle, waiting) == 0 else { return false }
        waiting = -1
        return true
    }

    /// Where it listens: the port is the real one when 0 was asked for.
    package var address: Address? { isClosing ? nil : BoundSocket.name(of: descriptor) }

    package func close() {
        guard !isClosing else { return }
        isClosing = true
        timer.close()
        unsafe uv_close(swiftlet_uv_handle(poll), onListenerClosed)
        _ = Glibc.close(descriptor)
    }

    private func watch() {
        guard !isClosing else { return }
        _ = unsafe uv_poll_start(poll, Int32(UV_READABLE.rawValue), onReadable)
    }

    fileprivate func connectionsWait() {
        for _ in 0..<TCPListener.acceptsMax {
            if isClosing { return }
            waiting = swiftlet_accept(descriptor)
            if waiting < 0 {
                switch errno {
                // Gone before it was accepted: the next one.
                case EINTR, ECONNABORTED, EPROTO: continue
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: return rest()
                default: return
                }
            }
            unsafe accept(context)
            if waiting >= 0 { _ = Glibc.close(waiting) }
            waiting = -1
        }
    }

    private func rest() {
        _ = unsafe uv_poll_stop(poll)
        timer.start(after: TCPListener.pause)
    }

    fileprivate func closed() { unsafe poll.deallocate() }

    /// Whether somebody else listens there already: `SO_REUSEPORT` would share the port silently with an older
    /// process of the same user.
    package static func probe(_ address: Address) throws(LoopError) {
        guard address.port != 0 else { return }
        let socket = socket(address.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw LoopError(operation: "socket", code: -errno) }
        defer { _ = Glibc.close(socket) }
        var on: Int32 = 1
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        if address.family == AF_INET6 {
            _ = unsafe setsockopt(
                socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        let code = unsafe address.withSockaddr { unsafe Glibc.bind(socket, $0, address.length) }
        guard code == 0 else { throw LoopError(operation: "bind \(address)", code: -errno) }
    }
}

private let onReadable: uv_poll_cb = { handle, _, _ in
    unsafe Unmanaged<TCPListener>.fromOpaque(swiftlet_uv_data(handle))._withUnsafeGuaranteedRef {
        $0.connectionsWait()
    }
}

private let onListenerClosed: uv_close_cb = { handle in
    unsafe Unmanaged<TCPListener>.fromOpaque(swiftlet_uv_data(handle)).takeRetainedValue().closed()
}
