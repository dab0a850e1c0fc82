internal import CWorkerABI

/// The answers that are given before the isolate ends: those whose body is written part by part, and those after which
/// something is left to do.
///
/// Only who streams a body or calls `waitUntil` refers to it: other workers do not contain its code, and their entry costs
/// what it would without.
enum EarlyAnswer {
    typealias Task = () throws(WorkerError) -> Void

    /// Makes the answer that the isolate ends with out of the worker's `response` to the request `head`: gives it before,
    /// where that is needed.
    static func finish(_ response: Response, _ head: HeadBlock) throws(WorkerError) -> Outgoing {
        let answer = try Outgoing(response)
        guard answer.producer != nil || hasTasks else { return answer }
        try Host.respond(answer)
        isGiven = true
        answer.markBodyPassedOn()
        try write(answer.producer, unless: head.method == "HEAD" || response.hasNoBody)
        runTasks()
        return .done
    }

    /// There is no answer, or no end of it: the worker threw, or what streamed its body. True: the client has its 500 and
    /// the log the reason, there is nothing more to be said.
    static func fail(_ reason: WorkerError, _ head: HeadBlock) -> Bool {
        guard hasTasks else { return false }
        var isTold = false
        if !isGiven {
            // Neither waits for the tasks, of which nobody knows whether they come to their end.
            do throws(WorkerError) {
                try Host.respond(Outgoing(failure(head)))
                log.error(reason.description)
                isTold = true
            } catch {}
        }
        runTasks()
        return isTold
    }

    /// The answer that the host gives for a worker that failed.
    private static func failure(_ head: HeadBlock) -> Response {
        let text = Array(Bytes("500 Internal Server Error: the worker failed\nrequest "))
        var response = Response(
            status: .internalServerError, body: .bytes(text + Array(head.requestID) + [UInt8(ascii: "\n")]))
        response.headers.set("Content-Type", Bytes("text/plain; charset=utf-8"))
        response.headers.set("X-Request-Id", head.requestID)
        return response
    }

    /// Writes a streamed body, and its end.
    private static func write(_ producer: BodyProducer?, unless isOmitted: Bool) throws(WorkerError) {
        guard let producer else { return }
        if !isOmitted { try producer.write() }
        // Where the host opened no body, because there is none, it has nothing to end.
        do throws(WorkerError) { try unsafe Host.write(UnsafeRawBufferPointer(start: nil, count: 0)) } catch {}
    }

    private static func runTasks() {
        // The list may grow meanwhile.
        while let task = nextTask() {
            do throws(WorkerError) { try task() } catch { log.error("waitUntil: \(error.description)") }
        }
    }
}

#if arch(wasm32)
    extension EarlyAnswer {
        // An isolate has one thread.
        /// What makes the answer, in place of the plain way; nil as long as nobody needs it.
        nonisolated(unsafe) static var finisher: ((Response, HeadBlock) throws(WorkerError) -> Outgoing)?
        /// What is to be done before the isolate says that the worker failed.
        nonisolated(unsafe) static var failer: ((WorkerError, HeadBlock) -> Bool)?

        nonisolated(unsafe) private static var tasks: [Task] = []
        nonisolated(unsafe) private static var tasksTaken = 0
        nonisolated(unsafe) private static var wasGiven = false

        /// The host has an answer.
        private static var isGiven: Bool {
            get { unsafe wasGiven }
            set { unsafe wasGiven = newValue }
        }

        @export(interface)
        static func mayBeNeeded() {
            unsafe finisher = { response, head throws(WorkerError) in try finish(response, head) }
        }

        @export(interface)
        static func add(_ task: @escaping Task) {
            guard isInRequest else { return log.error("waitUntil: there is no request in init()") }
            mayBeNeeded()
            unsafe failer = { reason, head in fail(reason, head) }
            unsafe tasks.append(task)
        }

        private static var hasTasks: Bool { unsafe !tasks.isEmpty }

        private static func nextTask() -> Task? {
            guard unsafe tasksTaken < tasks.count else { return nil }
            unsafe tasksTaken += 1
            return unsafe tasks[tasksTaken - 1]
        }
    }
#else
    extension EarlyAnswer {
        private static var isolate: NativeHost.Isolate? { NativeHost.current?.isolate }

        static func mayBeNeeded() {}

        static func add(_ task: @escaping Task) {
            guard let isolate else { return log.error("waitUntil: there is no request in init()") }
            isolate.tasks.append(task)
        }

        private static var hasTasks: Bool { isolate?.tasks.isEmpty == false }

        private static var isGiven: Bool {
            get { isolate?.isGiven == true }
            set { isolate?.isGiven = newValue }
        }

        private static func nextTask() -> Task? {
            guard let isolate, isolate.tasksTaken < isolate.tasks.count else { return nil }
            isolate.tasksTaken += 1
            return isolate.tasks[isolate.tasksTaken - 1]
        }
    }
#endif
