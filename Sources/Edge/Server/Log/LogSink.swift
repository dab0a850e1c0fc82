internal import Glibc
internal import Logging
internal import Loop
internal import Synchronization

/// Lines on their way to a descriptor, written by a thread of their own: a pipe that nobody reads, or a slow disk, must
/// not stop a loop. Until `start` there is no such thread, and whoever appends writes.
///
/// Any thread appends whole lines, in the order in which they are written out. Bounded: what does not fit any more is
/// lost, counted, and said in the log once there is room; so is what the system does not take, as on a full disk, of which
/// the process's log is told at once. Process lifetime; `flush` before its end.
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

    /// What the descriptor did not take.
    private struct Refused {
        var lines = 0
        var code: Int32 = 0
        /// The last that it took is not the end of a line.
        var isTorn = false
    }

    /// What may wait until the configuration says otherwise.
    package static let standardBytesMax = 1 << 20

    /// The process's standard error.
    package static let standardError = LogSink(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    private let state = Mutex(State())
    /// Held by who writes.
    private let refused = Mutex(Refused())
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

    /// A log that cannot be written is no reason to fail a request: such lines are gone, and counted.
    private func write(_ bytes: UnsafeRawBufferPointer) {
        let code = refused.withLock { refused in
            let wasTaking = refused.lines == 0
            if !wasTaking {
                let end = refused.isTorn ? [UInt8(ascii: "\n")] : []
                let note = end + LogSink.note(refused.lines, refused.code)
                guard unsafe note.withUnsafeBytes({ unsafe put($0, &refused) }) else {
                    unsafe refused.lines += LogSink.lineCount(bytes)
                    return Int32(0)
                }
                refused = Refused()
            }
            guard unsafe !put(bytes, &refused) else { return 0 }
            return wasTaking ? refused.code : 0
        }
        if code != 0, self !== LogSink.standardError { LogSink.standardError.tell(code) }
    }

    /// False: not all of it was taken; whole lines of the rest are counted, but for those of a note.
    private func put(_ bytes: UnsafeRawBufferPointer, _ refused: inout Refused) -> Bool {
        let isNote = refused.lines > 0
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                refused.code = count < 0 ? errno : ENOSPC
                if !isNote { unsafe refused.lines += LogSink.lineCount(rest) }
                return false
            }
            refused.isTorn = unsafe rest[count - 1] != UInt8(ascii: "\n")
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }

    /// The access log is not this one, and cannot say it itself.
    private func tell(_ code: Int32) {
        let text = "the access log cannot be written: \(LogSink.words(code)); lines are lost until it can be again"
        unsafe StandardErrorLog.line(.error, text).withUnsafeBytes { unsafe append($0) }
    }

    private static func note(_ lines: Int, _ code: Int32) -> [UInt8] {
        StandardErrorLog.line(.warning, "\(lines) log lines lost: they could not be written: \(words(code))")
    }

    private static func words(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

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
