internal import Glibc

/// Reads what a user names: files, and standard input.
enum LocalFile {
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// "-" is standard input. Pipes and devices are read to their end.
    static func read(_ path: String, bytesMax: Int, tooLarge: Int32 = 64) throws(CommandError) -> [UInt8] {
        if path != "-", isDirectory(path) { throw .usage("\(path) is a directory") }
        let file = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .usage("\(path): \(unsafe String(cString: strerror(errno)))") }
        defer { if path != "-" { _ = close(file) } }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = unsafe Glibc.read(file, &part, part.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandError(74, "\(path): \(unsafe String(cString: strerror(errno)))")
            }
            bytes += part[..<count]
            guard bytes.count <= bytesMax else {
                throw CommandError(tooLarge, "\(path) is larger than \(bytesMax >> 20) MiB")
            }
        }
    }

    /// All bytes as they are, for answers that are no text.
    static func write(_ bytes: [UInt8], to file: Int32) throws(CommandError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress.map { unsafe $0 + written }, $0.count - written)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw CommandError(74, "standard output: \(unsafe String(cString: strerror(errno)))")
            }
        }
    }
}
