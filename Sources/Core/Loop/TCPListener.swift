internal import CUV
internal import Glibc

/// A listening socket on one loop. Several loops listen on the same address (`SO_REUSEPORT`): the kernel spreads the
/// connections over them. Keeps itself alive from `init` until closed.
@safe package final class TCPListener {
    package typealias Accept = @convention(c) (UnsafeMutableRawPointer) -> Void

    /// Connections the kernel holds before they are accepted.
    package static let backlog: Int32 = 1024

    let handle: UnsafeMutablePointer<uv_tcp_t>
    private let accept: Accept
    private let context: UnsafeMutableRawPointer
    private var isClosing = false
    private var isTaken = false
    private var reserve = TCPListener.makeReserve()

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
        unsafe handle = .allocate(capacity: 1)
        unsafe self.accept = accept
        unsafe self.context = context
        try LoopError.check(unsafe uv_tcp_init(loop.pointer, handle), "uv_tcp_init")
        unsafe swiftlet_uv_set_data(handle, Unmanaged.passRetained(self).toOpaque())
        try LoopError.check(unsafe uv_tcp_open(handle, socket.take()), "uv_tcp_open")
        try LoopError.check(
            unsafe uv_listen(swiftlet_uv_stream(handle), TCPListener.backlog, onConnection),
            "listen on \(socket.address)")
    }

    /// Accepts one waiting connection into `stream`. False when there is none.
    package func take(into stream: TCPStream) -> Bool {
        isTaken = true
        return unsafe uv_accept(swiftlet_uv_stream(handle), swiftlet_uv_stream(stream.handle)) == 0
    }

    /// Where it listens: the port is the real one when 0 was asked for.
    package var address: Address? {
        var storage = sockaddr_storage()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe uv_tcp_getsockname(
                handle, UnsafeMutableRawPointer($0).assumingMemoryBound(to: sockaddr.self), &length)
        }
        return code == 0 ? Address(storage) : nil
    }

    package func close() {
        guard !isClosing else { return }
        isClosing = true
        unsafe uv_close(swiftlet_uv_handle(handle), onListenerClosed)
    }

    fileprivate func connectionWaiting(_ status: Int32) {
        guard status == 0, !isClosing else {
            if status == UV_EMFILE.rawValue || status == UV_ENFILE.rawValue { refuse() }
            return
        }
        isTaken = false
        unsafe accept(context)
        if !isTaken, !isClosing { drop() }
    }

    /// Out of descriptors: closes one waiting connection, by means of a descriptor that is kept for this. libuv calls until
    /// none waits, and would call for ever. (It has such a descriptor itself, but opens `/` to get it back, which the
    /// process may not do any more when it serves.)
    private func refuse() {
        if reserve >= 0 { _ = Glibc.close(reserve) }
        var listening: Int32 = -1
        if unsafe uv_fileno(swiftlet_uv_handle(handle), &listening) == 0 {
            let connection = Glibc.accept(listening, nil, nil)
            if connection >= 0 { _ = Glibc.close(connection) }
        }
        reserve = TCPListener.makeReserve()
    }

    private static func makeReserve() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    /// libuv stops listening while an accepted connection waits to be taken: one that nobody wants must be closed.
    private func drop() {
        let stream = unsafe Loop.of(handle)._withUnsafeGuaranteedRef { loop in
            try? unsafe TCPStream(loop: loop, events: StreamEvents.none, context: UnsafeMutableRawPointer(handle))
        }
        guard let stream else { return }
        _ = take(into: stream)
        stream.close()
    }

    fileprivate func closed() {
        if reserve >= 0 { _ = Glibc.close(reserve) }
        unsafe handle.deallocate()
    }

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

private let onConnection: uv_connection_cb = { handle, status in
    unsafe Unmanaged<TCPListener>.fromOpaque(swiftlet_uv_data(handle))._withUnsafeGuaranteedRef {
        $0.connectionWaiting(status)
    }
}

private let onListenerClosed: uv_close_cb = { handle in
    unsafe Unmanaged<TCPListener>.fromOpaque(swiftlet_uv_data(handle)).takeRetainedValue().closed()
}
