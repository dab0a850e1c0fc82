internal import Isolate
internal import Synchronization
internal import Toolchain

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

    private let compiler: Compiler?
    private let observer: @Sendable (Event) -> Void
    private let workers = Mutex<[Int: Status]>([:])
    private let background = BackgroundQueue()
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
    ///   - compiler: whose tools find the source lines of a backtrace; nil: names only.
    ///   - observer: called on the loops' threads and on one in the background; it must not block for long.
    init(compiler: Compiler?, observer: @escaping @Sendable (Event) -> Void) {
        self.compiler = compiler
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
    /// them takes a tenth of a second.
    func explain(_ notes: FaultNotes, worker index: Int, _ done: @escaping @Sendable (FaultReport) -> Void) {
        let status = status(index)
        // Another version's line table would tell wrong lines.
        let module = status.version == notes.version ? status.module : nil
        background.add { [self] in
            let report = FaultReport(notes, debugModule: module.map { $0 + ".debug" }, compiler)
            observer(.fault(report))
            done(report)
        }
    }
}

extension ServerControl {
    /// Says that a worker's sources do not build. Only of a server in development.
    func buildFailed(worker index: Int, _ failure: BuildFailure) {
        shared.development?.buildFailed(worker: index, failure)
    }
}
