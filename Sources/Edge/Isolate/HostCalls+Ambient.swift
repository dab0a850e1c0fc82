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
        unsafe isolate.log.append(level: arguments.u32(0), text, bytesMax: isolate.limits.logBytes)
        return .none
    }

    @Sendable static func random(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        fillRandom(isolate.memory, arguments) ? .none : violation(isolate, "random: no such room")
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
        fillRandom(instance.memory, arguments) ? .none : .trap("random: no such room")
    }

    /// From the system each time: what one request saw must not tell another what it will see.
    private static func fillRandom(_ memory: GuestMemory, _ arguments: borrowing HostArguments) -> Bool {
        guard arguments.u32(1) <= FixedLimits.randomBytes,
            let room = unsafe memory.mutableBytes(at: arguments.u32(0), count: arguments.u32(1)),
            let start = room.baseAddress
        else { return false }
        unsafe arc4random_buf(start, room.count)
        return true
    }
}
