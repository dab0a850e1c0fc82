package import Wasm

/// How an isolate ended.
package enum Outcome {
    /// Still running.
    case none
    /// `Isolate.message` is the response.
    case responded
    /// `Isolate.message` is the request to send on to that origin (an index into `Deployment.origins`), with the edits
    /// for its response.
    case forwarded(origin: Int)
    /// The answer was given early (`Isolate.Step.answered`), and what was to follow it is done.
    case done
    case failed(Fault)
}

/// What a worker did wrong in one request. Made only then; its text is for the log, never for the client.
package struct Fault: Error, CustomStringConvertible {
    package enum Cause: String, Sendable {
        /// A check of the worker's own code failed.
        case trap
        case cpu = "cpu limit"
        case wall = "wall-clock limit"
        case memory = "memory limit"
        case stack = "stack overflow"
        /// It broke the ABI: a bad address, handle or number.
        case abi = "abi violation"
        /// Its answer is not what HTTP allows, or too large.
        case message = "invalid answer"
        /// It threw an error.
        case thrown

        /// One word for it, for programs that read the log.
        package var word: String {
            switch self {
            case .trap, .memory, .stack, .abi, .thrown, .wall, .cpu: "\(self)"
            case .message: "answer"
            }
        }
    }

    /// A limit that was reached, for whoever shows how to change it.
    package struct Limit: Sendable, Equatable {
        /// Below the worker's table in the configuration, or below none where it is the whole process's: "limits.cpu".
        package var key: String
        /// Its value as the configuration would say it: "50ms".
        package var value: String
        package var isOfProcess: Bool

        package init(key: String, value: String, isOfProcess: Bool = false) {
            self.key = key
            self.value = value
            self.isOfProcess = isOfProcess
        }

        /// The key as one finds it in the configuration: "workers.shop.limits.cpu".
        package func path(ofWorker name: String) -> String { isOfProcess ? key : "workers.\(name).\(key)" }
    }

    package var cause: Cause
    package var detail: String
    /// `detail` is what the worker said itself: nothing that is found out about the place knows better.
    package var isInOwnWords = false
    /// The whole backtrace, innermost first, the SDK's functions included.
    package var frames: [Frame]
    /// The limit that ended it; nil where no key of the configuration would have helped.
    package var limit: Limit?
    /// The origin that it asked for and that is not bound to it, where it threw after that.
    package var unboundOrigin: String?

    package init(_ cause: Cause, _ detail: String, frames: [Frame] = [], limit: Limit? = nil) {
        self.cause = cause
        self.detail = detail
        self.frames = frames
        self.limit = limit
    }

    /// The worker's functions for a line of text, innermost first, the SDK's left out.
    package var stack: [String] { FrameList.readable(frames) }

    package var description: String {
        let stack = stack
        return stack.isEmpty
            ? "\(cause.rawValue): \(detail)" : "\(cause.rawValue): \(detail) in \(stack.joined(separator: " < "))"
    }
}

/// What a host call refused. The guest goes on; should it fail for that, the log says what it was.
enum Refusal {
    case limit(Fault.Limit)
    /// It is not bound to the worker.
    case origin(String)
}

extension Fault {
    /// The worker threw an error, in its own words.
    init(thrown reason: String, after refusal: Refusal?) {
        switch refusal {
        case .limit(let limit): self.init(.thrown, reason, limit: limit)
        case .origin(let name):
            self.init(.thrown, "\(reason) (it asked for the origin \"\(name)\")")
            unboundOrigin = name
        case nil: self.init(.thrown, reason)
        }
    }
}

/// What became of a subrequest that got no response; the guest sees a number of its own for each.
package enum SubrequestError: Sendable {
    case unreachable, timeout, protocolError
}
