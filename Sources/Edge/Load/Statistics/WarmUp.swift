/// Decides when a server is warm, from the medians of windows of its latencies. Without clock; a value.
///
/// The rule: the median of the last three windows and that of the three before them differ by less than 5 %, or by less
/// than half the distance between the quartiles of the six, which is what the noise alone makes of it. A server that still
/// becomes faster fails it: medians that fall steadily differ by twice that distance. Bounded: after `windowsMax` windows it
/// goes on all the same, and says so.
package struct WarmUp: Sendable {
    package enum State: Sendable, Equatable {
        case warming
        case warm
        /// It would not settle: the medians of the first and the last three windows.
        case unsettled(first: Double, last: Double)
    }

    package static let toleranceShare = 0.05
    package static let windowsMax = 40
    /// Windows that are compared with those before them.
    private static let part = 3

    private var medians: [Double] = []
    package private(set) var state = State.warming

    package init() {}

    /// One window more; a window without an answer tells nothing and only counts.
    package mutating func add(median: Double?) {
        guard state == .warming else { return }
        emptyCount += median == nil ? 1 : 0
        if let median { medians.append(median) }
        if isSteady {
            state = .warm
        } else if medians.count + emptyCount >= Self.windowsMax {
            let first = medians.isEmpty ? 0 : Median.of(Array(medians.prefix(Self.part)))
            let last = medians.isEmpty ? 0 : Median.of(Array(medians.suffix(Self.part)))
            state = .unsettled(first: first, last: last)
        }
    }

    private var emptyCount = 0

    private var isSteady: Bool {
        guard medians.count >= 2 * Self.part else { return false }
        let recent = Array(medians.suffix(2 * Self.part))
        let before = Median.of(Array(recent.prefix(Self.part)))
        let after = Median.of(Array(recent.suffix(Self.part)))
        return abs(after - before) <= max(Self.toleranceShare * before, Median.halfSpread(of: recent))
    }
}
