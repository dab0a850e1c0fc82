internal import Glibc

/// What the system says of one path: what it is and when it was written. A value, for the moment of the question.
struct FileStatus: Equatable, Sendable {
    let isDirectory: Bool
    let isFile: Bool
    let bytes: Int
    /// Nanoseconds since 1970.
    let modified: Int

    /// Nil: there is nothing, or it may not be looked at. Links are followed.
    init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        isFile = status.st_mode & S_IFMT == S_IFREG
        bytes = Int(status.st_size)
        modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }
}

extension ToolchainError {
    /// The system did not let a file be written or read.
    init(refused path: String, _ code: Int32) {
        let reason = unsafe String(cString: strerror(code))
        let hint =
            switch code {
            case ENOSPC, EDQUOT: "; make room on that disk, then try again"
            case EFBIG: "; the limit on file sizes is too small (ulimit -f)"
            case EACCES, EPERM, EROFS: "; it must be writable for you"
            default: ""
            }
        self.init(.system, "\(path): \(reason)\(hint)")
    }
}
