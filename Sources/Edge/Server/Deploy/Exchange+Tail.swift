internal import Admin
internal import Glibc
internal import HTTP
internal import Isolate

/// A request's line for who watches.
extension Exchange {
    /// The head, which is gone when the request ends.
    func noteForTail(_ bytes: UnsafeRawBufferPointer, _ connection: Connection) {
        func text(_ slice: HeadSlice) -> String { unsafe String(decoding: slice.bytes(in: bytes), as: UTF8.self) }
        var line = TailLine()
        line.method = text(context.requestHead.methodName)
        line.host = text(context.requestHead.authority)
        line.path = text(context.requestHead.target)
        unsafe connection.withClientAddress { line.client = unsafe String(decoding: $0, as: UTF8.self) }
        line.requestID = requestID.description
        tailLine = line
    }

    /// What its worker did wrong.
    func noteForTail(_ fault: Fault, _ isolate: Isolate) {
        tailLine?.tell(fault)
        tailLine?.cpuMicroseconds = Int(isolate.cpu.nanoseconds / 1_000)
    }

    func offerToTail(since start: UInt64) {
        guard var line = tailLine.take(), let tails = context.shared.tails else { return }
        line.kind = .request
        line.at = TailLine.now
        if let version {
            line.worker = context.shared.records[workerIndex].name
            line.version = version.number > 0 ? VersionID(UInt32(version.number)) : nil
            line.reason = reason.rawValue
        }
        line.status = status
        line.milliseconds = Double((AccessLog.now() &- start) / 1_000) / 1_000
        if let cpuUsed { line.cpuMicroseconds = Int(cpuUsed.nanoseconds / 1_000) }
        line.bytes = Int(clamping: bodyBytesWritten)
        tails.offer(line)
    }
}

extension IsolateDriver {
    /// A line that the worker wrote.
    func offerToTail(_ version: LoopVersion, _ level: LogLevel, _ text: UnsafeRawBufferPointer) {
        var line = logLine(version, level)
        line.message = unsafe ServerLog.escaped(text)
        context.shared.tails?.offer(line)
    }

    /// What it did wrong after its response, of which no request's line can tell.
    func offerToTail(_ version: LoopVersion, _ fault: Fault) {
        var line = logLine(version, .warning)
        line.tell(fault)
        line.message = line.message.map { "after the response: \($0)" }
        context.shared.tails?.offer(line)
    }

    private func logLine(_ version: LoopVersion, _ level: LogLevel) -> TailLine {
        var line = TailLine()
        line.kind = .log
        line.at = TailLine.now
        line.worker = version.deployment.name
        line.version = version.number > 0 ? VersionID(UInt32(version.number)) : nil
        line.level = "\(level)"
        line.requestID = requestID.description
        return line
    }
}

extension TailLine {
    /// Seconds since 1970.
    static var now: Double { Double(DeployHost.milliseconds) / 1_000 }

    /// Cause and words as the log has them.
    fileprivate mutating func tell(_ fault: Fault) {
        cause = fault.cause.word
        message = "\(fault)"
    }
}
