internal import Glibc

/// A program that runs beside this process, in a process group of its own, and is ended with it or by `end`.
///
/// For one thread. What it prints, both streams as one, is kept to its last lines; whoever runs it for long calls `drain`
/// now and then, so that it never waits for room to print into.
package final class BackgroundChild {
    package let id: Int32
    private let output: Int32
    private var partial: [UInt8] = []
    private var unread: [String] = []
    private var isRunning = true
    /// What became of it; nil as long as nobody has seen that it ended.
    private var status: Int32?
    /// The last lines that it printed.
    package private(set) var said: [String] = []

    private static let linesMax = 40
    private static let lineBytesMax = 4096
    private static let endLooks = 100
    private static let endLookMicroseconds: UInt32 = 10_000

    /// - Parameter arguments: the program first, found through PATH.
    package init(_ arguments: [String]) throws(ToolchainError) {
        switch ChildStart(arguments: arguments, errors: .merged, ownGroup: true).start() {
        case .success(let started): (id, output) = started
        case .failure(let refusal): throw ToolchainError(refused: arguments[0], refusal.code)
        }
        _ = fcntl(output, F_SETFL, fcntl(output, F_GETFL) | O_NONBLOCK)
    }

    deinit {
        end()
        _ = close(output)
    }

    /// Waits for a line that holds `text`; nil: it ended before, or took longer than `milliseconds`.
    package func line(containing text: String, within milliseconds: Int) -> String? {
        var rest = milliseconds
        while true {
            let isOpen = drain()
            while !unread.isEmpty {
                let line = unread.removeFirst()
                if line.contains(text) { return line }
            }
            guard isOpen else {
                awaitEnd()
                return nil
            }
            guard rest > 0 else { return nil }
            var poller = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let step = min(rest, 50)
            _ = unsafe poll(&poller, 1, Int32(step))
            // A line may come at once: what is counted is then too much, which only waits longer than it must.
            rest -= poller.revents == 0 ? step : 1
        }
    }

    /// Who has closed its output is about to end: how, is known a moment later.
    private func awaitEnd() {
        for _ in 0..<Self.endLooks where !hasEnded { _ = usleep(Self.endLookMicroseconds) }
    }

    /// Reads what there is. False: it has closed its output.
    @discardableResult
    package func drain() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = unsafe read(output, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 }
            take(chunk[..<count])
        }
    }

    /// What became of it, in words: "ended with 3", "was ended by signal 9 (Killed)"; nil: it runs. Reads what it printed.
    package var ending: String? {
        drain()
        if isRunning, hasEnded { end() }
        guard let status else { return nil }
        let signal = status & 0x7F
        guard signal != 0 else { return "ended with \((status >> 8) & 0xFF)" }
        let name = unsafe strsignal(signal).map { unsafe String(cString: $0) }
        return "was ended by signal \(signal) (\(name ?? "unknown"))"
    }

    /// Ends it now, and waits for that.
    package func end() {
        guard isRunning else { return }
        isRunning = false
        kill(-id, SIGKILL)
        var found: Int32 = 0
        var process = unsafe waitpid(id, &found, 0)
        while process < 0, errno == EINTR { process = unsafe waitpid(id, &found, 0) }
        if process == id { status = found }
        drain()
        // A last line without an end is one too.
        if !partial.isEmpty { take([UInt8(ascii: "\n")]) }
    }

    /// It is left to `end` to collect: until then its number is no other's, and what it started can be ended with it.
    private var hasEnded: Bool {
        var found = unsafe siginfo_t()
        return unsafe waitid(P_PID, id_t(id), &found, WEXITED | WNOHANG | WNOWAIT) == 0 && found.si_signo != 0
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                let line = String(decoding: partial, as: UTF8.self)
                partial.removeAll(keepingCapacity: true)
                unread.append(line)
                said.append(line)
            } else if partial.count < Self.lineBytesMax {
                partial.append(byte)
            }
        }
        said.removeFirst(max(0, said.count - Self.linesMax))
        unread.removeFirst(max(0, unread.count - Self.linesMax))
    }
}
