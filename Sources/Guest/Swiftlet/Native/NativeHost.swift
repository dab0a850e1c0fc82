#if !arch(wasm32)
    /// What takes the host calls of a worker that is built natively: functions of SwiftletTesting's `TestHost`.
    ///
    /// One for each run of a worker, as an isolate is; in force on the task that called `run`, until it returns. Outside
    /// of a run there are no origins and no variables.
    // Unchecked: a task-local value must be Sendable. It reaches no code but that which `run` calls.
    package struct NativeHost: @unchecked Sendable {
        @TaskLocal package static var current: NativeHost?

        package var origin: (_ name: String) throws(WorkerError) -> UInt32
        package var send: (_ origin: UInt32, _ request: Outgoing) throws(WorkerError) -> Int32
        package var wait: (_ handle: Int32) throws(WorkerError) -> NativeHead
        /// At most so many bytes of a body; none at its end.
        package var read: (_ handle: Int32, _ size: Int) throws(WorkerError) -> [UInt8]
        package var close: (_ handle: Int32) -> Void
        package var variable: (_ name: String) -> String?
        package var log: (_ level: Log.Level, _ text: String) -> Void
        package var random: (_ count: Int) -> [UInt8]
        /// `SWIFTLET_CLOCK_*`, in nanoseconds.
        package var clock: (_ clock: UInt32) -> Int64
        package var crypto = NativeCrypto()

        /// Takes the answer before the isolate ends.
        package var respond: (_ answer: Outgoing) throws(WorkerError) -> Void = { _ throws(WorkerError) in
            throw .message("this host takes no early answer")
        }
        /// Takes a part of the body that `respond` announced; none: its end.
        package var write: (_ part: [UInt8]) throws(WorkerError) -> Void = { _ throws(WorkerError) in
            throw .message("this host takes no streamed body")
        }

        /// What an isolate keeps in its own memory.
        final class Isolate {
            /// Which bodies were asked for.
            var bodyUses: [Int32: Host.BodyUse] = [:]
            /// What is to run after the answer.
            var tasks: [EarlyAnswer.Task] = []
            var tasksTaken = 0
            /// The host has an answer.
            var isGiven = false
        }

        let isolate = Isolate()

        package init(
            origin: @escaping (String) throws(WorkerError) -> UInt32,
            send: @escaping (UInt32, Outgoing) throws(WorkerError) -> Int32,
            wait: @escaping (Int32) throws(WorkerError) -> NativeHead,
            read: @escaping (Int32, Int) throws(WorkerError) -> [UInt8],
            close: @escaping (Int32) -> Void,
            variable: @escaping (String) -> String?,
            log: @escaping (Log.Level, String) -> Void,
            random: @escaping (Int) -> [UInt8],
            clock: @escaping (UInt32) -> Int64
        ) {
            self.origin = origin
            self.send = send
            self.wait = wait
            self.read = read
            self.close = close
            self.variable = variable
            self.log = log
            self.random = random
            self.clock = clock
        }

        /// Runs `worker` on the request that has this head, as an isolate does: what it ends with is what the host would get,
        /// and the error, if it throws one, is what the worker failed with.
        package func run(_ worker: some Worker, _ head: NativeHead) throws(WorkerError) -> Outgoing {
            let result = Self.$current.withValue(self) {
                Result { () throws(WorkerError) -> Outgoing in
                    let head = head.block()
                    do throws(WorkerError) {
                        return try EarlyAnswer.finish(worker.fetch(Request(block: head), Env()), head)
                    } catch {
                        _ = EarlyAnswer.fail(error, head)
                        throw error
                    }
                }
            }
            return try result.get()
        }
    }
#endif
