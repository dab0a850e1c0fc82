internal import Glibc

/// The file of a unix socket: made with its mode, known again by its inode, removed at the end.
struct SocketFile: Sendable {
    let path: String
    private let device: UInt64
    private let inode: UInt64

    /// `sun_path` has 108 bytes, the last of which is 0.
    static let pathBytesMax = 107

    /// A socket that is bound there, and does not listen yet.
    ///
    /// - Parameter owner: nil: whoever this process runs as.
    static func bind(
        _ path: String, mode: UInt32, owner: AdminListener.Owner? = nil
    ) throws(AdminListenerError) -> (Int32, SocketFile) {
        guard path.utf8.count <= pathBytesMax, !path.isEmpty, !path.utf8.contains(0) else {
            throw AdminListenerError(
                "admin.socket: \(path) has \(path.utf8.count) bytes; a unix socket's path has 1 to \(pathBytesMax): "
                    + "choose a shorter one")
        }
        try makeDirectory(of: path)
        try removeStale(path)
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure(path, "socket") }
        // Before it is bound: the file is made with the socket's own mode, so that it is nobody else's at any moment, and
        // without touching the umask, which is the whole process's.
        guard fchmod(socket, 0o600) == 0, unsafe connectOrBind(path, { unsafe Glibc.bind(socket, $0, $1) }) == 0 else {
            let error = failure(path, "bind")
            _ = close(socket)
            throw error
        }
        var status = stat()
        var failing: String?
        // The owner first: a group that the mode lets in is to be the owner's.
        if let owner, unsafe lchown(path, owner.user, owner.group) != 0 {
            failing = "chown to \(owner.user):\(owner.group)"
        } else if unsafe chmod(path, mode_t(mode & 0o777)) != 0 || lstat(path, &status) != 0 {
            failing = "chmod"
        }
        if let failing {
            let error = failure(path, failing)
            _ = unsafe unlink(path)
            _ = close(socket)
            throw error
        }
        return (socket, SocketFile(path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino)))
    }

    /// Unless somebody else's is there by now.
    func remove() {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, UInt64(status.st_dev) == device, UInt64(status.st_ino) == inode else {
            return
        }
        _ = unsafe unlink(path)
    }

    /// Calls `body` with the address of `path`, which is short enough; what it returns.
    static func connectOrBind(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            for (index, byte) in path.utf8.prefix(pathBytesMax).enumerated() { unsafe room[index] = byte }
        }
        return unsafe withUnsafePointer(to: address) {
            unsafe body(
                UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }

    /// The last directory of the path alone: one further up that is missing is a mistake in the path.
    private static func makeDirectory(of path: String) throws(AdminListenerError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let directory = String(path[..<slash])
        guard unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw failure(directory, "mkdir")
        }
    }

    /// A socket that nobody answers at is left from a host that was killed.
    private static func removeStale(_ path: String) throws(AdminListenerError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw failure(path, "lstat") }
            return
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw AdminListenerError(
                "admin.socket: \(path) is there and is no socket: remove it, or choose another path")
        }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw failure(path, "socket") }
        defer { _ = close(probe) }
        // A queue that is full would be waited for.
        _ = fcntl(probe, F_SETFL, O_NONBLOCK)
        let code = unsafe connectOrBind(path) { unsafe connect(probe, $0, $1) }
        guard code != 0, errno == ECONNREFUSED || errno == ENOENT else {
            if code != 0, errno != EAGAIN { throw failure(path, "connect") }
            throw AdminListenerError(
                "admin.socket: another host answers at \(path): end it, or choose another path for this one")
        }
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure(path, "unlink") }
    }

    private static func failure(_ path: String, _ operation: String) -> AdminListenerError {
        let code = errno
        let remedy =
            switch code {
            case EACCES, EPERM, EROFS: ": choose a directory that this user may write to"
            case ENOENT: ": make its directory first"
            default: ""
            }
        return AdminListenerError("admin.socket: \(path): \(operation): \(Errno.text(code))\(remedy)")
    }
}
