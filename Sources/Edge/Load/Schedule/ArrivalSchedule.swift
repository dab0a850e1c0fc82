package import Bench
internal import Glibc

/// When requests are due, whatever the server does meanwhile. Without end; a value.
///
/// Constant: in equal steps, the first after half a step, so that a time which is a whole number of steps has so many of
/// them in it, none of which is at its ends. Poisson: independent of each other, as many clients are, so that
/// steps are exponentially distributed about the same mean. Nanoseconds on the caller's clock; a time is counted from the
/// start, so that no rounding adds up.
package struct ArrivalSchedule: Sendable {
    /// Nanoseconds between two, in the mean.
    package let interval: Double
    private let arrivals: WallCase.Arrivals
    private var start: UInt64
    private var generator: SeededGenerator
    private var elapsed: Double
    private var number = 0.0

    /// - Parameter rate: per second, in `LoadLimits.rates`.
    package init(_ arrivals: WallCase.Arrivals, rate: Double, start: UInt64, seed: UInt64) {
        precondition(LoadLimits.rates.contains(rate), "a rate out of range")
        interval = 1e9 / rate
        self.arrivals = arrivals
        self.start = start
        generator = SeededGenerator(seed: seed)
        elapsed = 0
        advance()
    }

    /// The next request's time.
    package var due: UInt64 { start &+ UInt64(elapsed) }

    package mutating func advance() {
        switch arrivals {
        case .constant:
            elapsed = (number + 0.5) * interval
            number += 1
        case .poisson: elapsed -= log(generator.nextFraction()) * interval
        }
    }

    /// Stands still between two times: what was due after `pause` is due after `resumption` instead, by as much. So slices
    /// of a load have together as many as the same load in one piece.
    package mutating func pause(from pause: UInt64, to resumption: UInt64) { start = start &+ resumption &- pause }
}
