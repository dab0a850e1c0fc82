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

enum Directory {
    /// The names in a directory, sorted; empty where it cannot be read.
    static func entries(_ path: String) -> [String] {
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a directory and those above it.
    static func make(_ path: String) throws(ToolchainError) {
        if FileStatus(path)?.isDirectory == true { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try make(String(path[..<slash])) }
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else { throw ToolchainError(refused: path, errno) }
    }

    /// Removes a directory with what is in it, or a file. What cannot be removed stays.
    static func remove(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unsafe unlink(path)
            return
        }
        for name in entries(path) { remove(path + "/" + name) }
        unsafe rmdir(path)
    }

    /// The path without links and dots; nil: there is nothing.
    static func resolved(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
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
