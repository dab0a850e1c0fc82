internal import Glibc
internal import HTTP
internal import Loop

/// A line per request: `time=2026-11-21T10:30:00Z client=127.0.0.1 method=GET host=… target="/…" status=200 bytes=13
/// ms=0.42 request=…`; where the host keeps versions of workers, ` worker=shop version=v7 reason=share` before the status.
///
/// One per loop, one thread: lines are gathered and written together, whole, at the latest after half a second, so that
/// loops never mix lines and a request costs no system call. Off by default. Process lifetime.
@safe final class AccessLog {
    private static let flushBytes = 32 << 10
    private static let flushMilliseconds: UInt64 = 500

    private let sink: LogSink
    private let loop: Loop
    private let timer: Timer
    private var lines = ByteBuffer(capacity: flushBytes + 8_192)
    private var second = ByteBuffer(capacity: 32)
    private var secondShown: time_t = -1
    private var timerIsRunning = false

    init(sink: LogSink, loop: Loop) throws(LoopError) {
        self.sink = sink
        self.loop = loop
        timer = try Timer(loop: loop)
        unsafe timer.setAction(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<AccessLog>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.flush() }
        }
    }

    /// Where the config says, opened once for all loops; nil: off.
    static func open(_ setting: Config.AccessLog) throws(ServerError) -> LogSink? {
        switch setting {
        case .off: return nil
        case .standardOutput: return LogSink(descriptor: STDOUT_FILENO)
        case .standardError: return .standardError
        case .file(let path):
            // Appending writes of whole lines do not mix, whoever else writes there.
            let descriptor = unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
            guard descriptor >= 0 else {
                throw ServerError(.configuration, "access_log \(path): \(unsafe String(cString: strerror(errno)))")
            }
            return LogSink(descriptor: descriptor)
        }
    }

    /// Nanoseconds on the clock that `add` measures with.
    static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// One line, for a request that ended. `request`: what `remember` wrote of its head.
    func add(_ request: borrowing ByteBuffer, status: Int, bytes: UInt64, since start: UInt64, _ id: RequestID) {
        appendTime()
        unsafe lines.append(request.readable)
        lines.append(" status=")
        lines.append(decimal: status)
        lines.append(" bytes=")
        lines.append(decimal: bytes)
        lines.append(" ms=")
        let microseconds = (AccessLog.now() &- start) / 1_000
        lines.append(decimal: microseconds / 1_000)
        lines.append(".")
        for scale: UInt64 in [100, 10, 1] { lines.append(decimal: microseconds / scale % 10) }
        lines.append(" request=")
        id.append(to: &lines)
        lines.append("\n")
        if lines.count >= AccessLog.flushBytes { return flush() }
        guard !timerIsRunning else { return }
        timerIsRunning = true
        timer.start(after: AccessLog.flushMilliseconds)
    }

    /// What a line says of the head, kept because the head is gone when the request ends.
    static func remember(
        _ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer, client: UnsafeRawBufferPointer,
        in out: inout ByteBuffer
    ) {
        out.append(" client=")
        unsafe out.append(client)
        out.append(" method=")
        unsafe out.append(head.methodName.bytes(in: bytes))
        out.append(" host=")
        unsafe out.append(head.authority.bytes(in: bytes))
        out.append(" target=\"")
        // A target may hold quotes and backslashes; a line's fields must stay apart.
        let target = unsafe head.target.bytes(in: bytes)
        for index in target.indices {
            let byte = unsafe target[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append("\\") }
            out.append(byte: byte)
        }
        out.append("\"")
    }

    /// Which version of a worker the request had, and why.
    static func remember(_ worker: String, version: Int, _ reason: VersionReason, in out: inout ByteBuffer) {
        out.append(" worker=")
        out.append(worker)
        out.append(" version=v")
        out.append(decimal: version)
        out.append(" reason=")
        out.append(reason.rawValue)
    }

    func flush() {
        timerIsRunning = false
        unsafe sink.append(lines.readable)
        lines.clear()
    }

    func close() {
        flush()
        timer.close()
    }

    private func appendTime() {
        let now = time(nil)
        if now != secondShown {
            secondShown = now
            second.clear()
            var parts = unsafe tm()
            var moment = now
            unsafe gmtime_r(&moment, &parts)
            second.append("time=")
            second.append(decimal: Int(unsafe parts.tm_year) + 1900)
            appendTwo("-", Int(unsafe parts.tm_mon) + 1)
            appendTwo("-", Int(unsafe parts.tm_mday))
            appendTwo("T", Int(unsafe parts.tm_hour))
            appendTwo(":", Int(unsafe parts.tm_min))
            appendTwo(":", Int(unsafe parts.tm_sec))
            second.append("Z")
        }
        unsafe lines.append(second.readable)
    }

    private func appendTwo(_ before: StaticString, _ value: Int) {
        second.append(before)
        if value < 10 { second.append("0") }
        second.append(decimal: value)
    }
}
