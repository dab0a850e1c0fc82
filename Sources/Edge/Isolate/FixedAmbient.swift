internal import CWorkerABI
internal import Synchronization
internal import Wasm

/// A clock and random numbers that are the same in every run, in place of the machine's: so that what a worker does
/// depends on its request and on nothing else.
///
/// The clock moves on by a step with each look at it, so that a loop that waits for a moment ends. Belongs to a runtime
/// that runs one isolate at a time; `begin` comes before each run. Any thread.
package final class FixedAmbient: Sendable {
    package enum Run: UInt64, Sendable { case initialisation = 1, request }

    private struct State {
        var random: UInt64
        var looks: Int64 = 0
    }

    private let seed: UInt64
    private let state: Mutex<State>

    /// 2026-01-01 00:00:00 UTC; the monotonic clock begins with a second.
    private static let start: Int64 = 1_767_225_600_000_000_000
    private static let monotonicStart: Int64 = 1_000_000_000
    private static let stepNanoseconds: Int64 = 10_000

    package init(seed: UInt64) {
        self.seed = seed
        state = Mutex(State(random: seed))
    }

    /// Puts clock and numbers back to where each run of this kind begins.
    package func begin(_ run: Run) {
        state.withLock { $0 = State(random: seed ^ (run.rawValue << 56)) }
    }

    /// The host function with this for the machine's; the others as they are.
    func replacing(_ function: HostFunction) -> HostFunction {
        switch function.name {
        case "random":
            HostFunction(function.name, function.type) { [self] instance, arguments in
                guard let room = unsafe HostCalls.roomForRandom(instance.memory, arguments) else {
                    return .trap("random: no such room")
                }
                unsafe fill(room)
                return .none
            }
        case "clock":
            HostFunction(function.name, function.type) { [self] _, arguments in
                .i64(now(isMonotonic: arguments.u32(0) == SWIFTLET_CLOCK_MONOTONIC))
            }
        default: function
        }
    }

    private func now(isMonotonic: Bool) -> Int64 {
        state.withLock { state in
            state.looks += 1
            return (isMonotonic ? Self.monotonicStart : Self.start) + state.looks * Self.stepNanoseconds
        }
    }

    private func fill(_ room: UnsafeMutableRawBufferPointer) {
        state.withLock { state in
            var index = 0
            while index < room.count {
                var word = Self.next(&state.random)
                for _ in 0..<min(8, room.count - index) {
                    unsafe room[index] = UInt8(truncatingIfNeeded: word)
                    word >>= 8
                    index += 1
                }
            }
        }
    }

    /// SplitMix64.
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
