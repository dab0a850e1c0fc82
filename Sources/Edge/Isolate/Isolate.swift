internal import CWorkerABI
internal import HTTP
internal import Wasm

/// One run of a worker in its own sandbox, from a request to its answer.
///
/// Lifetime: request; made by `IsolatePool.start`, given back by `end()`, which also abandons it at any time (client
/// gone, out of wall-clock time). One thread: that of its pool. It does no I/O: `run()` says what comes next, the server
/// does it and tells the isolate of it (`Isolate+Events.swift`; `Isolate+Response.swift` for guests that go on after their
/// answer).
@safe package final class Isolate {
    package enum Step {
        /// Its slice is over: call `run()` again in a later turn of the loop.
        case yielded
        /// It waits for an event; `run()` again when one says that it is runnable.
        case waiting
        /// It has given its answer before its end, the early `message`: `answerTaken()` lets it go on.
        case answered
        /// See `outcome`; the message stays readable until `end()`.
        case finished
    }

    /// What the guest is suspended for.
    enum Waiting {
        case nothing
        case head(Int32)
        case body(Int32, at: UInt32, capacity: UInt32)
        /// The server, to take the early answer.
        case answerTaken
        /// Room for the rest of a part of the body that it writes.
        case room(at: UInt32, count: UInt32)
        /// The server, to send what is left of that body.
        case bodyTaken
    }

    /// The body that a guest writes behind its early answer.
    enum WrittenBody { case none, open, ended }

    private let pool: IsolatePool
    private let isTimed: Bool
    let instance: Instance
    private(set) var deployment: Deployment?

    package private(set) var outcome = Outcome.none
    var answer: GuestMessage?
    private(set) var budget = Budget()
    /// Where `budget` ends.
    private var budgetMax: Int64 = 0
    private var isInBackground = false
    private var isLive = false
    /// The guest's function returned: nothing of it runs or waits any more.
    private var hasReturned = false
    /// The instance is as new, of the deployment whose list the pool keeps this isolate in.
    private var isRewound = false

    // The host calls' side.
    var handles = HandleTable()
    let requestBody = Exchange()
    var waiting = Waiting.nothing
    var log = LogBuffer()
    var violation: Fault?
    /// What it said before it trapped.
    var lastWords: String?
    /// What a host call refused last.
    var refusal: Refusal?
    /// The guest has asked for the client's body.
    package internal(set) var readsRequestBody = false
    /// It has answered early.
    package internal(set) var hasAnswered = false
    var writtenBody = WrittenBody.none
    /// Of that body, what it has written so far.
    var writtenBytesTotal = 0
    /// What it has written and the server has not taken.
    var written = ByteBuffer()

    init(pool: IsolatePool, runtime: IsolateRuntime) {
        self.pool = pool
        isTimed = runtime.settings.limitsTime
        instance = Instance(engine: runtime.engine)
        unsafe instance.owner = Unmanaged.passUnretained(self).toOpaque()
        unsafe instance.mayContinue = { owner in
            unsafe Unmanaged<Isolate>.fromOpaque(owner)._withUnsafeGuaranteedRef { $0.budget.usedNow <= $0.budgetMax }
        }
    }

    var memory: GuestMemory { instance.memory }
    func fillRandom(_ room: UnsafeMutableRawBufferPointer) { unsafe pool.random.fill(room) }
    var limits: WorkerLimits { current.limits }
    var bindings: Bindings { current.bindings }

    private var current: Deployment {
        guard let deployment else { preconditionFailure("an isolate that has ended") }
        return deployment
    }

    // MARK: Life

    func begin(
        _ deployment: Deployment, _ request: borrowing RequestHead, head: UnsafeRawBufferPointer,
        _ labels: RequestBlock.Labels
    ) throws(IsolateError) {
        self.deployment = deployment
        isLive = true
        budgetMax = deployment.cpuNanoseconds
        do throws(WasmError) {
            if isRewound {
                instance.beginAgain(sliceTicks: deployment.sliceTicks)
            } else {
                try instance.begin(deployment.template, sliceTicks: deployment.sliceTicks)
            }
            isRewound = false
            guard
                let area = unsafe memory.mutableBytes(
                    at: deployment.requestArea.address, count: deployment.requestArea.capacity),
                unsafe RequestBlock.write(request, head: head, labels, into: area)
            else { throw WasmError("request", "the head is larger than requestHeadBytesMax says") }
            try instance.call("swiftlet_fetch")
        } catch {
            end()
            throw IsolateError(.busy, error)
        }
        requestBody.bodyEnded = labels.contentLength == 0
    }

    /// It is not entered at once: its slice begins when it is.
    package func putOff() { instance.renewSlice() }

    /// Enters the guest: starts it or goes on.
    package func run() -> Step {
        if case .none = outcome {} else { return .finished }
        if isTimed { budget.turnBegins() }
        let progress = instance.turn()
        if isTimed { budget.turnEnded() }
        switch progress {
        case .pending:
            guard instance.isSuspended else { return .yielded }
            if budget.used > budgetMax {
                outcome = .failed(outOfTime([]))
                return .finished
            }
            if case .answerTaken = waiting { return .answered }
            return .waiting
        case .finished(let address):
            hasReturned = true
            outcome = readAnswer(at: UInt32(bitPattern: address))
        case .trapped(let trap): outcome = .failed(instance.wasStopped ? outOfTime(trap.frames) : fault(trap))
        }
        return .finished
    }

    /// Frees sandbox and slot, whatever the state. The object returns to its pool and must not be used any more.
    package func end() {
        guard isLive, let deployment = deployment.take() else { return }
        isLive = false
        // At once, not before the next use: what a request left in memory should not lie there.
        isRewound = hasReturned && deployment.pristine.map { instance.rewind(to: $0) } == true
        if !isRewound { instance.end() }
        hasReturned = false
        outcome = .none
        answer = nil
        // Asked first: to let go of what is hardly ever there takes longer.
        if violation != nil { violation = nil }
        if refusal != nil { refusal = nil }
        if lastWords != nil { lastWords = nil }
        waiting = .nothing
        readsRequestBody = false
        if hasAnswered { resetResponse() }
        budget.reset()
        handles.reset()
        requestBody.reset()
        log.reset()
        pool.takeBack(self, rewoundFor: isRewound ? deployment : nil)
    }

    /// Gives the sandbox up that was kept for the next request.
    func discard() {
        isRewound = false
        instance.end()
    }

    /// What it does from here on counts against limits of its own.
    func startBackgroundBudget() {
        isInBackground = true
        budgetMax = budget.used + current.limits.backgroundCPU.nanoseconds
    }

    private func resetResponse() {
        hasAnswered = false
        isInBackground = false
        writtenBody = .none
        writtenBytesTotal = 0
        written.clear(keepingAtMost: Exchange.keptBytes)
    }

    // MARK: What it came to

    /// The answer. Only after `.responded` and `.forwarded`, and at `Step.answered`.
    package var message: GuestMessage {
        guard let answer else { preconditionFailure("no answer") }
        return answer
    }

    /// CPU time used so far.
    package var cpu: Duration { .nanoseconds(budget.used) }

    /// The same as a number.
    package var cpuNanoseconds: Int64 { budget.used }

    /// What the last `run()` took of it.
    package var turnNanoseconds: Int64 { budget.turn }

    /// What the guest's memory has grown to.
    package var memoryBytes: Int { memory.count }

    /// There are lines for `drainLog`.
    package var hasLogLines: Bool { !log.isEmpty }

    /// Hands each new log line to `print`: the guest's bytes, unescaped.
    package func drainLog(_ print: (LogLevel, UnsafeRawBufferPointer) -> Void) {
        if log.isEmpty { return }
        unsafe log.drain(print)
    }

    /// Lines that were too many.
    package var droppedLogLines: Int { log.droppedLines }

    private func readAnswer(at address: UInt32) -> Outcome {
        let message: GuestMessage
        do {
            message = try GuestMessage(
                at: address, in: memory, as: .answer, origins: bindings.origins.count, limits)
        } catch {
            return .failed(Self.fault(error))
        }
        switch message.kind {
        case .fail:
            let reason = unsafe UnsafeRawBufferPointer(rebasing: message.body.prefix(FixedLimits.reasonBytes))
            return .failed(Fault(thrown: unsafe String(decoding: reason, as: UTF8.self), after: refusal))
        case .done:
            guard hasAnswered else { return .failed(Fault(.abi, "it is done and has not answered")) }
            guard !isWritingBody else { return .failed(Fault(.abi, "it is done and has not ended its answer's body")) }
            return .done
        case .respond, .forward, .send:
            if hasAnswered { return .failed(Fault(.abi, "it answers again: the answer was given by respond")) }
            if let problem = problem(ofBase: message) { return .failed(Fault(.abi, "the answer \(problem)")) }
            answer = message
            return message.kind == .forward ? .forwarded(origin: message.origin) : .responded
        }
    }

    /// Why a response cannot start from the handle that it names.
    func problem(ofBase message: GuestMessage) -> String? {
        guard case .response(let handle) = message.base else { return nil }
        guard let exchange = handles[handle] else { return "is based on handle \(handle), which does not exist" }
        return switch exchange.phase {
        case .answered: nil
        case .closed: "is based on handle \(handle), which was closed"
        case .queued, .sent, .failed: "is based on a response that has not come"
        }
    }

    // MARK: What it did wrong

    /// Past its CPU budget.
    private func outOfTime(_ frames: [Frame]) -> Fault {
        let limits = current.limits
        let limit =
            isInBackground
            ? Fault.Limit(key: "limits.background_cpu", value: limits.backgroundCPU.inWords)
            : Fault.Limit(key: "limits.cpu", value: limits.cpu.inWords)
        return Fault(.cpu, "\(limit.value) used up", frames: frames, limit: limit)
    }

    private static func fault(_ problem: GuestMessage.Problem) -> Fault {
        switch problem {
        case .outside(let what): Fault(.abi, "the answer: \(what) lies outside of memory")
        case .number(let what): Fault(.abi, "the answer: \(what) is not known")
        case .syntax(let what): Fault(.message, "\(what) is not valid in HTTP")
        case .tooLarge(let what, let limit): Fault(.message, what, limit: limit)
        case .unknownOrigin: Fault(.abi, "the answer: no such origin")
        }
    }

    private func fault(_ trap: Trap) -> Fault {
        if let violation {
            return Fault(violation.cause, violation.detail, frames: trap.frames, limit: violation.limit)
        }
        return Fault(trap, memoryBytes: memory.count, limits, lastWords: lastWords)
    }
}
