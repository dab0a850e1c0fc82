internal import Synchronization
package import Toolchain

/// What makes a server a developer's host: which worker does not build and why, pages that say so to a browser, the
/// story of each failed request, and somebody who hears of every request and log line.
///
/// Made by whoever starts the server, handed to `Server.run`, shared by all loops; any thread. Limits, sandboxes and
/// routing stay those of production. Without one of these nothing of it is ever sent to a client.
package final class Development: Sendable {
    /// What there is to show live.
    package enum Event: Sendable {
        case request(RequestSummary)
        /// A line that a worker wrote, control bytes escaped.
        case log(worker: String, level: WorkerLogLevel, text: String)
        case fault(FaultReport)
    }

    package enum WorkerLogLevel: Sendable { case debug, info, warning, error }

    private let symbolizer: String?
    private let observer: @Sendable (Event) -> Void
    private let workers = Mutex<[Int: Status]>([:])
    private let background = BackgroundQueue(waitingMax: 32)
    /// Pages of an earlier process must not take ours for their own.
    private let era = UInt64.random(in: 0...UInt64.max)

    /// How one worker stands.
    struct Status: Sendable {
        /// Counts builds, good or bad: a page of an earlier one is out of date.
        var generation = 0
        /// The last build's, where it failed.
        var failure: BuildFailure?
        /// What runs, and the module it was made of; nil: nothing yet.
        var version: String?
        var module: String?
    }

    /// - Parameters:
    ///   - symbolizer: the toolchain's llvm-symbolizer, which finds the source lines of a backtrace; nil: names only.
    ///   - observer: called on the loops' threads and on one in the background; it must not block for long.
    package init(symbolizer: String?, observer: @escaping @Sendable (Event) -> Void) {
        self.symbolizer = symbolizer
        self.observer = observer
    }

    func observe(_ event: Event) { observer(event) }

    // MARK: builds

    /// A worker's sources do not build any more: browsers get a page that says so, other clients its last good version.
    func buildFailed(worker index: Int, _ failure: BuildFailure) {
        workers.withLock { workers in
            workers[index, default: Status()].generation += 1
            workers[index, default: Status()].failure = failure
        }
    }

    func replaced(worker index: Int, module: String, version: String) {
        workers.withLock { workers in
            var status = workers[index] ?? Status()
            status.generation += 1
            status.failure = nil
            status.module = module
            status.version = version
            workers[index] = status
        }
    }

    func status(_ index: Int) -> Status { workers.withLock { $0[index] ?? Status() } }

    /// What a page remembers, to notice that it is out of date.
    func mark(_ status: Status) -> String { String(era, radix: 36) + "-\(status.generation)" }

    // MARK: faults

    /// Finds the source lines of a fault and hands the report over, on a thread in the background: the tool that knows
    /// them takes a tenth of a second. Who fails in floods gets no lines for each, and at once.
    func explain(_ notes: FaultNotes, worker index: Int, _ done: @escaping @Sendable (FaultReport) -> Void) {
        let status = status(index)
        let isAdded = background.add { [self] in tell(FaultReport(notes, lines(for: notes, status)), done) }
        guard !isAdded else { return }
        let busy = ToolchainError(.system, "no source lines: too many requests fail at once")
        tell(FaultReport(notes, .failure(busy)), done)
    }

    private func tell(_ report: FaultReport, _ done: (FaultReport) -> Void) {
        observer(.fault(report))
        done(report)
    }

    private func lines(for notes: FaultNotes, _ status: Status) -> Result<Symbolizer, ToolchainError> {
        do throws(ToolchainError) {
            guard let symbolizer else { throw ToolchainError(.missing, "no source lines: no Swift toolchain") }
            guard let module = status.module, status.version == notes.version else {
                throw ToolchainError(.package, "no source lines: the worker was built anew meanwhile")
            }
            guard let bytes = try? WorkerLoader.read(module, notes.worker) else {
                throw ToolchainError(.missing, "no source lines: \(module) cannot be read")
            }
            return .success(try Symbolizer(debugModule: module + ".debug", of: bytes, program: symbolizer))
        } catch {
            return .failure(error)
        }
    }
}

extension ServerControl {
    /// Says that a worker's sources do not build. Only of a server in development.
    package func buildFailed(worker index: Int, _ failure: BuildFailure) {
        shared.development?.buildFailed(worker: index, failure)
    }
}
