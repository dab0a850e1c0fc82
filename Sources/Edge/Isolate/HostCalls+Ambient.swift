internal import CWorkerABI
internal import Glibc
internal import HTTP
internal import Wasm

/// Log, random and clock: what a worker has without being given it, also in its initialisation.
extension HostCalls {
    @Sendable static func log(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        guard let text = unsafe isolate.memory.bytes(at: arguments.u32(1), count: arguments.u32(2)) else {
            return violation(isolate, "log: text outside of memory")
        }
        if arguments.u32(0) == SWIFTLET_LOG_FATAL {
            let words = unsafe UnsafeRawBufferPointer(rebasing: text.prefix(FixedLimits.lastWordsBytes))
            isolate.lastWords = unsafe String(decoding: words, as: UTF8.self)
            return .none
        }
        unsafe isolate.log.append(level: arguments.u32(0), text, bytesMax: isolate.limits.logBytes)
        return .none
    }

    @Sendable static func random(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        guard let room = unsafe roomForRandom(isolate.memory, arguments) else {
            return violation(isolate, "random: no such room")
        }
        unsafe isolate.fillRandom(room)
        return .none
    }

    @Sendable static func clock(_ instance: Instance, _ arguments: borrowing HostArguments) -> HostResult {
        .i64(Budget.now(arguments.u32(0) == SWIFTLET_CLOCK_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME))
    }

    @Sendable static func logOfInitialisation(
        _ instance: Instance, _ arguments: borrowing HostArguments
    ) -> HostResult {
        guard let owner = unsafe instance.owner,
            let text = unsafe instance.memory.bytes(at: arguments.u32(1), count: arguments.u32(2))
        else { return .trap("log: text outside of memory") }
        return unsafe Unmanaged<Initialisation>.fromOpaque(owner)._withUnsafeGuaranteedRef {
            unsafe $0.log.append(level: arguments.u32(0), text, bytesMax: $0.limits.logBytes)
            return .none
        }
    }

    @Sendable static func randomOfInitialisation(
        _ instance: Instance, _ arguments: borrowing HostArguments
    ) -> HostResult {
        guard let room = unsafe roomForRandom(instance.memory, arguments), let start = room.baseAddress else {
            return .trap("random: no such room")
        }
        unsafe arc4random_buf(start, room.count)
        return .none
    }

    static func roomForRandom(
        _ memory: GuestMemory, _ arguments: borrowing HostArguments
    ) -> UnsafeMutableRawBufferPointer? {
        guard arguments.u32(1) <= FixedLimits.randomBytes else { return nil }
        return unsafe memory.mutableBytes(at: arguments.u32(0), count: arguments.u32(1))
    }
}
