/// How an isolate ended.
package enum Outcome {
    /// Still running.
    case none
    /// `Isolate.message` is the response.
    case responded
    /// `Isolate.message` is the request to send on to that origin (an index into `Deployment.origins`), with the edits
    /// for its response.
    case forwarded(origin: Int)
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
    }

    package var cause: Cause
    package var detail: String
    /// The worker's functions, innermost first, Swift names demangled, the SDK's left out.
    package var frames: [String]

    package init(_ cause: Cause, _ detail: String, frames: [String] = []) {
        self.cause = cause
        self.detail = detail
        self.frames = FrameList.readable(frames)
    }

    package var description: String {
        frames.isEmpty
            ? "\(cause.rawValue): \(detail)" : "\(cause.rawValue): \(detail) in \(frames.joined(separator: " < "))"
    }
}

/// What became of a subrequest that got no response; the guest sees a number of its own for each.
package enum SubrequestError: Sendable {
    case unreachable, timeout, protocolError
}
