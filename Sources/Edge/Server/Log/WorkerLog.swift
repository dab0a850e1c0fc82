internal import Isolate
internal import Loop

/// What one loop lets workers put into the log: each so many bytes a second (`limits.log_rate`), and lines about its
/// faults as many again, so that no flood of the one hides the other. What is beyond is counted, and said once a second.
///
/// Process lifetime, one per loop, its thread alone.
@safe final class WorkerLog {
    private struct Account {
        var lines: LogAllowance
        var faults: LogAllowance
    }

    private let shared: Shared
    private let loop: Loop
    /// As in `Config.workers`.
    private var accounts: [Account]
    private let omitted: OmissionReport

    /// About what a line says beside the worker's own words.
    private static let lineBytes = 96
    private static let faultBytes = 256

    init(shared: Shared, loop: Loop, deadlines: Deadlines) {
        self.shared = shared
        self.loop = loop
        omitted = OmissionReport(deadlines)
        accounts = shared.logRatesPerLoop.map { rate in
            Account(lines: LogAllowance(bytesPerSecond: rate), faults: LogAllowance(bytesPerSecond: rate))
        }
        unsafe omitted.setAction(owner: Unmanaged.passUnretained(self).toOpaque()) { owner in
            unsafe Unmanaged<WorkerLog>.fromOpaque(owner)._withUnsafeGuaranteedRef { $0.sayOmitted() }
        }
    }

    /// A line that the worker wrote.
    func line(
        _ version: LoopVersion, worker: Int, _ level: LogLevel, _ text: UnsafeRawBufferPointer, _ request: RequestID
    ) {
        guard accounts[worker].lines.admits(text.count + Self.lineBytes, now: loop.now) else { return omitted.arm() }
        unsafe shared.log.worker(version, level, text, request)
    }

    /// Of one request's lines so many were too many.
    func requestLinesDropped(_ version: LoopVersion, worker: Int, _ count: Int, _ request: RequestID) {
        guard accounts[worker].lines.admits(Self.lineBytes, now: loop.now) else { return omitted.arm() }
        shared.log.linesDropped(version, count, request)
    }

    /// What it did wrong in a request.
    func fault(
        _ version: LoopVersion, worker: Int, _ fault: Fault, _ isolate: Isolate, _ request: RequestID,
        afterResponse: Bool = false
    ) {
        guard accounts[worker].faults.admits(Self.faultBytes, now: loop.now) else { return omitted.arm() }
        shared.log.workerFailed(version, fault, isolate, request, afterResponse: afterResponse)
    }

    func close() { omitted.close() }

    private func sayOmitted() {
        for index in accounts.indices {
            let lines = accounts[index].lines.takeDropped()
            let faults = accounts[index].faults.takeDropped()
            let (worker, rate) = (shared.config.workers[index], shared.logRatesPerLoop[index])
            if lines > 0 { shared.log.rateExceeded(worker, lines, "log lines", rate) }
            if faults > 0 { shared.log.rateExceeded(worker, faults, "lines about faults", rate) }
        }
    }
}

/// Bytes that may be logged: a second's worth at once, and as they come back. Without a clock.
struct LogAllowance {
    private let bytesPerSecond: Int
    private var available: Int
    /// Milliseconds; nil before the first line.
    private var refilledAt: UInt64?
    private var dropped = 0

    init(bytesPerSecond: Int) {
        self.bytesPerSecond = bytesPerSecond
        available = bytesPerSecond
    }

    /// False: dropped, and counted. `now`: milliseconds on a clock that only goes forward.
    mutating func admits(_ bytes: Int, now: UInt64) -> Bool {
        if refilledAt == nil { refilledAt = now }
        if bytes > available { refill(now) }
        guard bytes <= available else {
            // A line longer than a second's worth would never come: it may have a whole second's.
            if bytes > bytesPerSecond, available == bytesPerSecond {
                available = 0
                return true
            }
            dropped += 1
            return false
        }
        available -= bytes
        return true
    }

    /// How many were dropped since this was asked last.
    mutating func takeDropped() -> Int {
        defer { dropped = 0 }
        return dropped
    }

    private mutating func refill(_ now: UInt64) {
        guard let refilledAt else { return }
        let (back, overflow) = Int(clamping: now &- refilledAt).multipliedReportingOverflow(by: bytesPerSecond)
        // So little that it would be rounded away is left to gather.
        guard overflow || back >= 1_000 else { return }
        self.refilledAt = now
        available = overflow ? bytesPerSecond : min(bytesPerSecond, available + back / 1_000)
    }
}
