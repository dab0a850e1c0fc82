internal import CUV
internal import Glibc

/// A TCP socket that has its address and does not listen yet. Several may have the same one (`SO_REUSEPORT`).
///
/// An own socket, because libuv 1.44 has no flag for that; and because a port below 1024 is root's to give, while whoever
/// listens there later needs no such power. Closed with its owner, unless a listener has taken it.
package final class BoundSocket {
    private var descriptor: Int32
    /// With the port that the kernel chose where 0 was asked for.
    package let address: Address

    package init(_ address: Address) throws(LoopError) {
        let socket = socket(address.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw LoopError(operation: "socket", code: -errno) }
        var on: Int32 = 1
        for option in [SO_REUSEADDR, SO_REUSEPORT] {
            _ = unsafe setsockopt(socket, SOL_SOCKET, option, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        if address.family == AF_INET6 {
            _ = unsafe setsockopt(
                socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        let code = unsafe address.withSockaddr { unsafe Glibc.bind(socket, $0, address.length) }
        guard code == 0 else {
            let error = LoopError(operation: "bind \(address)", code: -errno)
            _ = Glibc.close(socket)
            throw error
        }
        descriptor = socket
        self.address = Self.name(of: socket) ?? address
    }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }

    /// The descriptor, from now on the caller's.
    func take() -> Int32 {
        defer { descriptor = -1 }
        return descriptor
    }

    /// Where a socket is bound.
    static func name(of socket: Int32) -> Address? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe getsockname(socket, UnsafeMutableRawPointer($0).assumingMemoryBound(to: sockaddr.self), &length)
        }
        return code == 0 ? Address(storage) : nil
    }
}
