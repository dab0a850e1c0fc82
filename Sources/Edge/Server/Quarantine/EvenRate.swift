internal import Synchronization

/// Lets so many through in a second, evenly: bursts of a tenth of that at most. The generic cell rate algorithm, one word.
///
/// Any thread; loops share it, and ask only what is an exception anyway.
final class EvenRate: Sendable {
    /// Microseconds from one to the next, and how much of that may be used ahead of time.
    private let interval: UInt64
    private let tolerance: UInt64
    /// When the next would come, were all evenly spread; microseconds.
    private let next = Atomic<UInt64>(0)

    init(perSecond: Int) {
        interval = 1_000_000 / UInt64(max(1, min(perSecond, 1_000_000)))
        tolerance = max(100_000, interval) - interval
    }

    /// True: it may go. Times of several loops may be a little out of order.
    func take(nowMilliseconds: UInt64) -> Bool {
        let now = nowMilliseconds * 1_000
        var expected = next.load(ordering: .relaxed)
        while true {
            guard expected <= now + tolerance else { return false }
            let (isSet, found) = next.weakCompareExchange(
                expected: expected, desired: max(expected, now) + interval, ordering: .relaxed)
            if isSet { return true }
            expected = found
        }
    }
}
