internal import CWorkerABI
internal import Wasm

/// Answers of guests that go on: `respond` gives one before the end, `write` its body part by part.
extension HostCalls {
    @Sendable static func respond(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        guard !isolate.hasAnswered else { return violation(isolate, "respond: the answer was given already") }
        let message: GuestMessage
        do {
            message = try GuestMessage(
                at: arguments.u32(0), in: isolate.memory, as: .earlyAnswer, origins: isolate.bindings.origins.count,
                isolate.limits)
        } catch {
            switch error {
            case .outside(let what): return violation(isolate, "respond: \(what) lies outside of memory")
            case .number(let what): return violation(isolate, "respond: \(what) is not known")
            case .syntax: return .i32(SWIFTLET_ERROR_INVALID)
            case .tooLarge(_, let limit): return refused(isolate, limit)
            case .unknownOrigin: return .i32(SWIFTLET_ERROR_UNKNOWN)
            }
        }
        if let problem = isolate.problem(ofBase: message) {
            return violation(isolate, "respond: the answer \(problem)")
        }
        isolate.answerEarly(message)
        return .wait
    }

    @Sendable static func write(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        let (address, count) = (arguments.u32(0), arguments.u32(1))
        guard isolate.memory.contains(address, count) else {
            return violation(isolate, "write: bytes outside of memory")
        }
        guard case .open = isolate.writtenBody else { return .i32(SWIFTLET_ERROR_UNKNOWN) }
        guard count > 0 else {
            isolate.endWrittenBody()
            return .wait
        }
        guard isolate.mayWrite(count) else {
            let limit = isolate.limits.responseBodyLimit
            isolate.violation = Fault(.message, "it writes a body of more than \(limit.value)", limit: limit)
            return .trap("too large a body")
        }
        return isolate.takeWritten(at: address, count: count) ? .i32(0) : .wait
    }
}
