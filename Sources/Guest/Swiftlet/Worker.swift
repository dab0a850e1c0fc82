internal import CWorkerABI

/// A program that answers requests. Mark the type `@main`.
///
/// `init()` runs once, when the worker is deployed, with a larger budget and without origins or variables; what it leaves
/// in memory is saved, and every request starts from there, in an isolate of its own. What `fetch` changes is gone after
/// the request.
public protocol Worker {
    init()
    /// Answers one request. Called at most once in the life of an isolate.
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response
}

extension Worker {
    /// The module's entry: makes the worker and leaves it for `fetch`. Built natively, there is nothing to serve.
    public static func main() {
        let worker = Self()
        #if arch(wasm32)
            unsafe handler = { request, env throws(WorkerError) in try worker.fetch(request, env) }
            unsafe swiftlet_register { head in unsafe answer(HeadBlock(head)) }
        #else
            _ = worker
            log.error("a worker runs in a swiftlet host: build it with the swiftlet SDK")
        #endif
    }
}

#if arch(wasm32)
    /// The worker's `fetch`. A C function pointer cannot capture the worker, so it waits here; written once, by `main`,
    /// in a program that has one thread.
    nonisolated(unsafe) private var handler: ((Request, Env) throws(WorkerError) -> Response)?

    // `@export(interface)`, here and all over the SDK: the function's code is compiled once, into the SDK's object, and not
    // again into each worker, as Embedded Swift does by default. It takes two thirds off the time that `hello` takes to
    // compile (1.0 s to 0.35 s) and costs a request nothing that can be measured. Small functions that gain from being
    // inlined, and generic ones, go without.
    /// One request, from its head to the address of its answer.
    @export(interface)
    private func answer(_ head: HeadBlock) -> UnsafePointer<swiftlet_message> {
        do throws(WorkerError) {
            guard let handler = unsafe handler else { throw .message("swiftlet_init was not called") }
            let response = try handler(Request(block: head), Env())
            if let finish = unsafe EarlyAnswer.finisher { return try unsafe finish(response, head).message() }
            return try unsafe Outgoing(response).message()
        } catch {
            if let fail = unsafe EarlyAnswer.failer, fail(error, head) {
                return unsafe Outgoing.done.message()
            }
            return unsafe Outgoing(error).message()
        }
    }

    extension EarlyAnswer {
        /// The worker is made: `init()` is over.
        static var isInRequest: Bool { unsafe handler != nil }
    }
#endif
