import Glibc
import Synchronization

/// A blocking socket: TCP on loopback, or a unix socket. One thread at a time, which also closes it, except for `interrupt`; closed when
/// released.
///
/// Every wait ends after `patience`: a guard against a hung test, never an expectation.
final class Socket: @unchecked Sendable {
    static let patience = 20

    private(set) var descriptor: Int32
    /// Held while closing: the number of a closed descriptor may be another socket's a moment later.
    private let isOpen = Mutex(true)

    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        var timeout = timeval(tv_sec: Socket.patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        // Every send shall leave at once, in a segment of its own: tests split requests where they want.
        var on: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close() }

    /// - Parameter receiveBuffer: bytes the kernel may hold for us; small where a slow reader is wanted.
    static func connect(port: UInt16, receiveBuffer: Int32? = nil) throws -> Socket {
        let socket = Socket(adopting: Glibc.socket(AF_INET, streamAndCloseOnExec, 0))
        if var receiveBuffer {
            unsafe setsockopt(
                socket.descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = loopback(port: port)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe Glibc.connect(socket.descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw EndToEndError("connect to port \(port): \(errorText(errno))") }
        return socket
    }

    /// A unix socket's other end.
    static func connect(path: String) throws -> Socket {
        let socket = Socket(adopting: Glibc.socket(AF_UNIX, streamAndCloseOnExec, 0))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else { throw EndToEndError("\(path) is too long for a socket") }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe Glibc.connect(socket.descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw EndToEndError("connect to \(path): \(errorText(errno))") }
        return socket
    }

    /// Listens on a port of the kernel's choice.
    static func listen() throws -> (socket: Socket, port: UInt16) {
        let socket = Socket(adopting: Glibc.socket(AF_INET, streamAndCloseOnExec, 0))
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe bind(socket.descriptor, address, length) == 0 else { return Int32(-1) }
                return unsafe getsockname(socket.descriptor, address, &length)
            }
        }
        guard result == 0, Glibc.listen(socket.descriptor, 128) == 0 else {
            throw EndToEndError("listen: \(errorText(errno))")
        }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// The next connection of a listening socket; nil when it was interrupted.
    func accept() -> Socket? {
        while true {
            let descriptor = Glibc.accept(self.descriptor, nil, nil)
            if descriptor >= 0 {
                // Swift does not see accept4.
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                return Socket(adopting: descriptor)
            }
            // The patience of a listener has no end: only an interruption is one.
            guard errno == EAGAIN || errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw EndToEndError("send: \(errorText(errno))") }
            sent += count
        }
    }

    /// What has arrived, at most `count` bytes; empty: the peer has closed (or reset) the connection.
    func receive(_ count: Int = 65_536) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let received = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        if received >= 0 { return Array(buffer.prefix(received)) }
        guard errno == ECONNRESET else { throw EndToEndError("receive: \(errorText(errno))") }
        return []
    }

    /// No more bytes will be sent: the peer reads an end of stream.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Ends a blocking call of another thread on this socket. From any thread.
    func interrupt() {
        isOpen.withLock { isOpen in
            if isOpen { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    func close() {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            isOpen = false
            Glibc.close(descriptor)
            descriptor = -1
        }
    }

    /// Closes with a reset instead of an orderly end.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    private static var streamAndCloseOnExec: Int32 {
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func errorText(_ code: Int32) -> String { EndToEndError.text(code) }
    private func errorText(_ code: Int32) -> String { EndToEndError.text(code) }
}

extension EndToEndError {
    /// What the operating system calls an error.
    static func text(_ code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
