internal import Glibc
package import Loop
package import TLS

/// A socket of the admin API, bound and listening; nobody is answered before a server serves it.
///
/// Made while the process may still do everything (a socket's directory, a port below 1024), served later. Closed with its
/// owner; a unix socket's file goes with it. Sendable: nothing changes after `init`.
package final class AdminListener: Sendable {
    let descriptor: Int32
    /// nil: in clear, over a unix socket alone.
    let tls: TLSServerContext?
    /// "unix:/run/swiftlet/admin.sock" or "127.0.0.1:9443".
    package let name: String
    /// nil: a unix socket. With the port that the kernel chose where 0 was asked for.
    package let address: Address?
    private let file: SocketFile?

    private static let backlog: Int32 = 64

    /// A user and a group, by number.
    package struct Owner: Sendable {
        let user: UInt32
        let group: UInt32

        package init(user: UInt32, group: UInt32) {
            self.user = user
            self.group = group
        }
    }

    /// A unix socket at `path`, which only who may write its file can use.
    ///
    /// - Parameters:
    ///   - mode: of the file: 0o600, 0o660, …
    ///   - owner: of the file, which only root may give away; nil: whoever this process runs as.
    package init(socket path: String, mode: UInt32, owner: Owner? = nil) throws(AdminListenerError) {
        let (descriptor, file) = try SocketFile.bind(path, mode: mode, owner: owner)
        self.descriptor = descriptor
        self.file = file
        tls = nil
        name = "unix:\(path)"
        address = nil
        try Self.listen(descriptor, name)
    }

    /// A TCP socket, always with TLS.
    package init(address: Address, tls: TLSServerContext) throws(AdminListenerError) {
        let (descriptor, bound) = try Self.bind(address)
        self.descriptor = descriptor
        self.tls = tls
        file = nil
        self.address = bound
        name = bound.description
        try Self.listen(descriptor, name)
    }

    deinit {
        file?.remove()
        _ = close(descriptor)
    }

    var isUnix: Bool { tls == nil }

    private static func bind(_ address: Address) throws(AdminListenerError) -> (Int32, Address) {
        do throws(LoopError) {
            return try BlockingSocket.bind(address)
        } catch {
            let remedy = error.isAddressInUse ? "; end whoever listens there, or choose another admin.listen" : ""
            throw AdminListenerError("admin API: \(error)\(remedy)")
        }
    }

    private static func listen(_ descriptor: Int32, _ name: String) throws(AdminListenerError) {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        guard Glibc.listen(descriptor, backlog) == 0 else {
            throw AdminListenerError("admin API on \(name): listen: \(Errno.text(errno))")
        }
    }
}

/// Why the admin API cannot be served: what, why and what to do, in one line.
package struct AdminListenerError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
