internal import Isolate

/// A fault that speaks against the worker's version itself.
enum WorkerFailure: Int, CaseIterable {
    case trap, cpu, memory, stack, abi, answer

    /// Nil: an origin may be to blame, as for what is thrown and for time that passes.
    init?(_ cause: Fault.Cause) {
        switch cause {
        case .trap: self = .trap
        case .cpu: self = .cpu
        case .memory: self = .memory
        case .stack: self = .stack
        case .abi: self = .abi
        case .message: self = .answer
        case .wall, .thrown: return nil
        }
    }

    /// As faults are called in the log.
    var cause: Fault.Cause {
        switch self {
        case .trap: .trap
        case .cpu: .cpu
        case .memory: .memory
        case .stack: .stack
        case .abi: .abi
        case .answer: .message
        }
    }
}
