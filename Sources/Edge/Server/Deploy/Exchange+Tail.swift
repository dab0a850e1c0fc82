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
        line.cpuMicroseconds = cpuUsed.map { Int($0.nanoseconds / 1_000) }
        line.bytes = Int(clamping: bodyBytesWritten)
        tails.offer(line)
    }
}

extension IsolateDriver {
    /// A line that the worker wrote.
    func offerToTail(_ deployment: Deployment, _ level: LogLevel, _ text: UnsafeRawBufferPointer) {
        guard let tails = context.shared.tails else { return }
        var line = TailLine()
        line.kind = .log
        line.at = TailLine.now
        line.worker = deployment.name
        line.version = number > 0 ? VersionID(UInt32(number)) : nil
        line.level = "\(level)"
        line.message = unsafe ServerLog.escaped(text)
        line.requestID = requestID.description
        tails.offer(line)
    }
}

extension TailLine {
    /// Seconds since 1970.
    static var now: Double { Double(DeployHost.milliseconds) / 1_000 }
}
