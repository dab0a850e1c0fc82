package import Isolate

/// One request through an isolate, without a network: what the server does in `Exchange+Worker`, with doubles for origins.
///
/// A value: it holds nothing of the isolate, which has ended.
package struct WorkerRun {
    /// A head as it would go over the connection, and a body.
    package struct Message {
        package var head: [UInt8]
        package var body: [UInt8]
    }

    package struct Subrequest {
        package var origin: String
        package var request: Message
        /// The double's status; nil: no double, so the worker saw an origin that cannot be reached.
        package var status: Int?
    }

    package enum Answer {
        case response(status: Int, Message)
        /// The request that goes to the origin, and what the client would get; nil without a double.
        case forwarded(origin: String, Message, response: (status: Int, message: Message)?)
        case failed(Fault)
    }

    package var answer: Answer
    /// What went wrong after the answer, or in the middle of its body.
    package var laterFault: Fault?
    /// The answer's body came by `write`.
    package var isStreamed = false
    package var log: [(level: LogLevel, text: String)] = []
    package var droppedLogLines = 0
    package var subrequests: [Subrequest] = []
    /// Heads and bodies of the doubles' answers to them.
    package var originBytes = 0
    package var cpu = Duration.zero
    package var memoryBytes = 0

    package var hasFailed: Bool {
        if case .failed = answer { return true }
        return laterFault != nil
    }

    /// What the worker wrote, heads and bodies as they go over a connection: its answer, its requests to origins.
    package var writtenBytes: Int {
        func size(_ message: Message) -> Int { message.head.count + message.body.count }
        let sent = subrequests.reduce(0) { $0 + size($1.request) }
        return switch answer {
        case .response(_, let message): sent + size(message)
        case .forwarded(_, let message, _): sent + size(message)
        case .failed: sent
        }
    }
}
