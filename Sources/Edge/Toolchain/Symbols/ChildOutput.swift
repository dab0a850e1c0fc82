internal import Glibc

/// Runs a short program to its end and takes what it prints.
enum ChildOutput {
    static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// Its standard output; nil when it could not be started, failed, or printed more than that. What it says on standard
    /// error is dropped. Blocks.
    static func run(_ arguments: [String], bytesMax: Int) -> String? {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { _ = close(ends[0]) }
        let child = start(arguments, output: ends[1])
        _ = close(ends[1])
        guard let child else { return nil }
        let output = readAll(ends[0], bytesMax: bytesMax)
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0, let output else { return nil }
        return String(decoding: output, as: UTF8.self)
    }

    private static func start(_ arguments: [String], output: Int32) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var list: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe list.indices { unsafe free(list[index]) } }
        var child: pid_t = 0
        return unsafe posix_spawn(&child, arguments[0], &actions, nil, &list, environ) == 0 ? child : nil
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
