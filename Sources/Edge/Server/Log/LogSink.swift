internal import Glibc
internal import Logging
internal import Loop
internal import Synchronization

/// Lines on their way to a descriptor, written by a thread of their own: a pipe that nobody reads, or a slow disk, must
/// not stop a loop. Until `start` there is no such thread, and whoever appends writes.
///
/// Any thread appends whole lines, in the order in which they are written out. Bounded: what does not fit any more is
/// lost, counted, and said in the log once there is room. Process lifetime; `flush` before its end.
package final class LogSink: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var lost = 0
        var bytesMax = LogSink.standardBytesMax
        /// Lines are for the thread.
        var isStarted = false
        var hasThread = false
        /// The thread holds bytes that it has not written.
        var isWriting = false
    }

    /// What may wait until the configuration says otherwise.
    package static let standardBytesMax = 1 << 20

    /// The process's standard error.
    package static let standardError = LogSink(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    private let state = Mutex(State())
    private let wake = Semaphore()

    /// `descriptor` stays the caller's.
    package init(descriptor: Int32) { self.descriptor = descriptor }

    /// How many bytes may wait; `limits.log_buffer`.
    func limit(bytes: Int) { state.withLock { $0.bytesMax = bytes } }

    /// From now on nobody who appends waits. Not before the second wall: Landlock holds for a thread and those it starts.
    func start() { state.withLock { $0.isStarted = true } }

    /// Takes whole lines. Once started, returns at once, whoever reads them.
    func append(_ lines: UnsafeRawBufferPointer) {
        if unsafe lines.isEmpty { return }
        let mustWake = state.withLock { state in
            guard state.isStarted else {
                unsafe write(lines)
                return false
            }
            guard state.waiting.count + lines.count <= state.bytesMax else {
                unsafe state.lost += LogSink.lineCount(lines)
                return false
            }
            let wasIdle = state.waiting.isEmpty
            unsafe state.waiting.append(contentsOf: lines)
            if !state.hasThread { state.hasThread = makeThread() }
            return wasIdle
        }
        if mustWake { wake.signal() }
    }

    /// Waits until everything is written, so many milliseconds at most.
    package func flush(milliseconds: Int = 1_000) {
        for _ in 0..<milliseconds {
            if state.withLock({ $0.waiting.isEmpty && !$0.isWriting }) { return }
            usleep(1_000)
        }
    }

    /// False: the system gives no thread; the next line tries again.
    private func makeThread() -> Bool {
        guard let thread = try? LoopThread({ [self] in run() }) else { return false }
        // Never joined: a write may block for ever, and the end of the process must not wait for it.
        thread.detach()
        return true
    }

    private func run() {
        var taken: [UInt8] = []
        while true {
            wake.wait()
            let lost = state.withLock { state in
                swap(&taken, &state.waiting)
                state.isWriting = true
                defer { state.lost = 0 }
                return state.lost
            }
            unsafe taken.withUnsafeBytes { unsafe write($0) }
            if lost > 0 { unsafe LogSink.note(lost).withUnsafeBytes { unsafe write($0) } }
            taken.removeAll(keepingCapacity: taken.capacity <= LogSink.keptBytes)
            state.withLock { $0.isWriting = false }
        }
    }

    private static let keptBytes = 64 << 10

    private func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            // A log that cannot be written is no reason to fail a request: these lines are gone.
            guard count > 0 else { return }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private static func note(_ lost: Int) -> [UInt8] {
        let text = "\(lost) log lines lost: they came faster than they were read; the key is limits.log_buffer"
        return StandardErrorLog.line(.warning, text)
    }

    private static func lineCount(_ lines: UnsafeRawBufferPointer) -> Int {
        var count = 0
        for index in lines.indices where unsafe lines[index] == UInt8(ascii: "\n") { count += 1 }
        return count
    }
}
