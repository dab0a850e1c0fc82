internal import Glibc

/// Runs a program as a child to its end and hands on what it says, both streams as one, line by line.
///
/// For one thread, which it blocks. The child is in our process group: the terminal's Ctrl-C reaches it too.
struct ChildProgram {
    let arguments: [String]
    /// They end the child and then the call.
    var interrupts: Interrupts?

    enum End: Equatable {
        case exit(Int32)
        case signal(Int32)
        case interrupted
    }

    /// How often we look whether the child has ended or we are to end, in milliseconds: neither wakes us by itself.
    private static let interval: Int32 = 50
    /// How long an interrupted child may take to end by itself before it is killed, in such intervals.
    private static let grace = 100

    func run(_ line: (String) -> Void) throws(ToolchainError) -> End {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw ToolchainError(refused: arguments[0], errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child: pid_t
        do throws(ToolchainError) {
            child = try spawn(output: ends[1])
        } catch {
            close(ends[1])
            throw error
        }
        close(ends[1])
        var reading = Reading(pipe: ends[0], child: child, interrupts: interrupts)
        reading.toEnd(line)
        let status = reading.waited()
        if reading.isInterrupted { return .interrupted }
        return status & 0x7F == 0 ? .exit((status >> 8) & 0xFF) : .signal(status & 0x7F)
    }

    private func spawn(output: Int32) throws(ToolchainError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        // Signals that we hold or ignore are the child's own business.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var defaults = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigemptyset(&defaults)
        for signal in [SIGINT, SIGTERM, SIGPIPE, SIGXFSZ] { unsafe sigaddset(&defaults, signal) }
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var list: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe list.forEach { unsafe free($0) } }
        var child: pid_t = 0
        let code = unsafe posix_spawnp(&child, arguments[0], &actions, &attributes, &list, environ)
        guard code == 0 else { throw ToolchainError(refused: arguments[0], code) }
        return child
    }

    /// The reading of one child's output.
    private struct Reading {
        let pipe: Int32
        let child: pid_t
        let interrupts: Interrupts?
        private(set) var isInterrupted = false
        private var status: Int32?
        private var partial: [UInt8] = []

        init(pipe: Int32, child: pid_t, interrupts: Interrupts?) {
            self.pipe = pipe
            self.child = child
            self.interrupts = interrupts
        }

        /// Until the pipe is closed, or the child is gone and has left nothing: what it started may live on and hold it.
        mutating func toEnd(_ line: (String) -> Void) {
            var chunk = [UInt8](repeating: 0, count: 16384)
            var turns = 0
            while true {
                var poller = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
                let ready = unsafe poll(&poller, 1, ChildProgram.interval)
                if isInterrupted { turns += 1 }
                if turns == ChildProgram.grace { kill(child, SIGKILL) }
                if !isInterrupted, interrupts?.isPending == true {
                    isInterrupted = true
                    // SwiftPM ends its compilers when it gets this one.
                    kill(child, SIGINT)
                }
                if ready <= 0 {
                    if status != nil { break }
                    look()
                    continue
                }
                let count = unsafe read(pipe, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { break }
                take(chunk[..<count], line)
            }
            if !partial.isEmpty { line(String(decoding: partial, as: UTF8.self)) }
        }

        private mutating func take(_ bytes: ArraySlice<UInt8>, _ line: (String) -> Void) {
            for byte in bytes {
                guard byte == UInt8(ascii: "\n") else {
                    partial.append(byte)
                    continue
                }
                line(String(decoding: partial, as: UTF8.self))
                partial.removeAll(keepingCapacity: true)
            }
        }

        private mutating func look() {
            var code: Int32 = 0
            if unsafe waitpid(child, &code, WNOHANG) == child { status = code }
        }

        /// How the child ended, after waiting for it.
        mutating func waited() -> Int32 {
            if let status { return status }
            var code: Int32 = 0
            while unsafe waitpid(child, &code, 0) < 0, errno == EINTR {}
            return code
        }
    }
}
