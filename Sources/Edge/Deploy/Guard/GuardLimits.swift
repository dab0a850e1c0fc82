/// What guards and guarded rollouts may be asked for.
package enum GuardLimits {
    /// Guards of one rollout.
    package static let guardsMax = 16
    /// Bytes of one guard.
    package static let guardBytesMax = 64
    /// Steps of one rollout.
    package static let stepsMax = 32
    /// How long a step lasts at least, in milliseconds: a second to 30 days.
    package static let every: ClosedRange<Int64> = 1000...30 * 86_400_000
    package static let everyDefault: Int64 = 600_000
    /// Requests of the candidate, and of the baseline, before anything is decided.
    package static let minRequests: ClosedRange<UInt64> = 50...100_000_000
    package static let minRequestsDefault: UInt64 = 200
    /// How long a step waits for its requests, as a multiple of `every`.
    package static let maxWaitFactor: Int64 = 10
    package static let maxWaitMax: Int64 = 365 * 86_400_000
    /// Chance of rolling back a version that keeps to all its guards' limits, over a whole rollout.
    package static let alpha: ClosedRange<Double> = 0.0001...0.2
    package static let alphaDefault = 0.01
    /// Milliseconds between two looks that count as time of a step: a machine that slept observed nothing.
    package static let tickGapMax: Int64 = 10_000
    /// Entries of a decision log; the first stays, of the others the oldest go.
    package static let logEntriesMax = 200
    /// Bytes of a rollout's stored state.
    package static let stateBytesMax = 1 << 20
    /// Characters of a reason that somebody gives.
    package static let reasonMax = 300
}
