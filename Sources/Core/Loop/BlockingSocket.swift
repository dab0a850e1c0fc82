internal import CUV
internal import Glibc

/// Sockets for threads of their own, which wait by `poll` and belong to no loop.
package enum BlockingSocket {
    /// A TCP socket that is bound there alone, and does not listen yet; and where it is, with the port that the kernel
    /// chose where 0 was asked for. The descriptor is the caller's.
    package static func bind(_ address: Address) throws(LoopError) -> (descriptor: Int32, address: Address) {
        let socket = socket(address.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw LoopError(operation: "socket", code: -errno) }
        var on: Int32 = 1
        // Not SO_REUSEPORT: of two processes at one address, each would be asked now and then.
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        if address.family == AF_INET6 {
            _ = unsafe setsockopt(
                socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        guard unsafe address.withSockaddr({ unsafe Glibc.bind(socket, $0, address.length) }) == 0 else {
            let error = LoopError(operation: "bind \(address)", code: -errno)
            _ = close(socket)
            throw error
        }
        return (socket, BoundSocket.name(of: socket) ?? address)
    }

    /// The next connection of a listening socket, and who it is from (of a unix socket: nobody that has an address). The
    /// descriptor is the caller's; negative: a negated errno.
    package static func accept(_ listener: Int32) -> (descriptor: Int32, peer: Address) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe Glibc.accept(
                listener, UnsafeMutableRawPointer($0).assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard descriptor >= 0 else { return (-errno, Address(storage)) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return (descriptor, Address(storage))
    }
}
