internal import Glibc

/// Runs a short program to its end and takes what it prints.
enum ChildOutput {
    static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// Its standard output; nil when it could not be started, failed, or printed more than that. What it says on standard
    /// error is dropped. Blocks.
    static func run(_ arguments: [String], bytesMax: Int) -> String? {
        let start = ChildStart(arguments: arguments, errors: .dropped, ownGroup: false)
        guard case .success(let (child, pipe)) = start.start() else { return nil }
        let output = readAll(pipe, bytesMax: bytesMax)
        // Closed before the wait: a child that has more to say than we take ends by it.
        _ = close(pipe)
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0, let output else { return nil }
        return String(decoding: output, as: UTF8.self)
    }

    /// Nil when it is more than that; the writer then finds its pipe closed.
    private static func readAll(_ file: Int32, bytesMax: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= bytesMax {
            let count = unsafe read(file, &part, part.count)
            if count == 0 { return bytes }
            if count > 0 { bytes += part[..<count] } else if errno != EINTR { return nil }
        }
        return nil
    }
}
