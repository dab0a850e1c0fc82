internal import Glibc

/// Files read and written as a whole.
package enum WholeFile {
    /// A module with DWARF is 20 times as large as without; a larger file is none of ours.
    private static let bytesMax = 512 << 20

    /// Nil: it is not there, is no file or too large, or cannot be read.
    package static func read(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= bytesMax
        else { return nil }
        var complete = true
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            while count < buffer.count {
                let got = unsafe Glibc.read(file, buffer.baseAddress! + count, buffer.count - count)
                if got < 0, errno == EINTR { continue }
                if got <= 0 {
                    complete = got == 0
                    return
                }
                count += got
            }
        }
        return complete ? bytes : nil
    }

    static func text(_ path: String) -> String? {
        read(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Puts a file in its place by a rename: whoever reads it sees the old one or the new one. What was there stays
    /// when the system refuses.
    package static func write(_ bytes: [UInt8], _ path: String) throws(ToolchainError) {
        // A limit on the size of files (ulimit -f) is then an error like a full disk.
        signal(SIGXFSZ, SIG_IGN)
        let new = "\(path).new.\(getpid())"
        let file = unsafe open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw ToolchainError(refused: path, errno) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(file, buffer.baseAddress! + written, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                close(file)
                unsafe unlink(new)
                throw ToolchainError(refused: path, code)
            }
            written += count
        }
        // Some file systems tell only now that there was no room.
        guard close(file) == 0, unsafe rename(new, path) == 0 else {
            let code = errno
            unsafe unlink(new)
            throw ToolchainError(refused: path, code)
        }
    }
}
