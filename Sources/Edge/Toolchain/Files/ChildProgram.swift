internal import Glibc

/// Runs a program as a child to its end and hands on what it says, both streams as one, line by line.
///
/// For one thread, which it blocks.
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
        let start = ChildStart(
            arguments: arguments, errors: .merged, ownGroup: interrupts?.endsChildren == true)
        let child: pid_t
        let output: Int32
        switch start.start() {
        case .success(let started): (child, output) = started
        case .failure(let refusal): throw ToolchainError(refused: arguments[0], refusal.code)
        }
        defer { close(output) }
        var reading = Reading(pipe: output, child: child, interrupts: interrupts)
        reading.toEnd(line)
        let status = reading.waited()
        if reading.isInterrupted { return .interrupted }
        return status & 0x7F == 0 ? .exit((status >> 8) & 0xFF) : .signal(status & 0x7F)
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
                if turns == ChildProgram.grace { end(SIGKILL) }
                if !isInterrupted, interrupts?.isPending == true {
                    isInterrupted = true
                    end(SIGINT)
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

        /// The child and what it has started.
        private func end(_ signal: Int32) {
            kill(interrupts?.endsChildren == true ? -child : child, signal)
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
