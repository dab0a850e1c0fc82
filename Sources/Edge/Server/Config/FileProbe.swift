internal import Glibc

/// Looks at the files that a config names. At start only.
enum FileProbe {
    /// Why a file could not be used: the system's words.
    struct Problem: Error {
        var text: String
    }

    enum Kind { case missing, file, directory, other }

    /// The whole file, if it is a regular one of at most `bytesMax` bytes.
    static func read(_ path: String, bytesMax: Int) -> Result<[UInt8], Problem> {
        // O_NONBLOCK: a pipe by that name must not hold the start.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(lastError()) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return .failure(lastError()) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .failure(Problem(text: "not a regular file")) }
        guard status.st_size <= bytesMax else {
            return .failure(Problem(text: "larger than \(Quantity.text(bytes: bytesMax))"))
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, buffer.count - count)
            }
            if got < 0 { return .failure(lastError()) }
            if got == 0 { break }
            count += got
        }
        return .success(Array(bytes.prefix(count)))
    }

    static func kind(_ path: String) -> Kind {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return .missing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        default: return .other
        }
    }

    /// Nil where the process may read the file or list the directory; else why not.
    static func unreadable(_ path: String) -> Problem? {
        unsafe access(path, R_OK) == 0 ? nil : lastError()
    }

    /// `path` as an absolute one, relative ones below `directory`; without trailing slashes and `.` parts.
    static func absolute(_ path: String, in directory: String) -> String {
        let whole = path.hasPrefix("/") ? path : "\(directory)/\(path)"
        let parts = whole.split(separator: "/").filter { $0 != "." }
        return "/" + parts.joined(separator: "/")
    }

    /// The absolute directory of the file at `path`.
    static func directory(of path: String) -> String {
        let current = unsafe getcwd(nil, 0)
        defer { unsafe free(current) }
        let base = unsafe current.map { unsafe String(cString: $0) } ?? "/"
        let file = absolute(path, in: base)
        return absolute(String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)]), in: "/")
    }

    private static func lastError() -> Problem {
        let code = errno
        return Problem(text: unsafe String(cString: strerror(code)))
    }
}
