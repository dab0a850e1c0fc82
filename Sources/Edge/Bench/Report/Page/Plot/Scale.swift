internal import Glibc

/// Where a value lies on an axis.
struct Scale {
    enum Kind {
        case linear, logarithmic
        /// Of percentiles: 90, 99, 99.9 are equally far from each other.
        case nines
    }

    let kind: Kind
    let lower: Double
    let upper: Double
    /// Where `lower` and `upper` are drawn.
    let start: Double
    let end: Double

    /// A domain of one point, or none, is made wide enough to draw.
    init(_ kind: Kind, _ lower: Double, _ upper: Double, start: Double, end: Double) {
        self.kind = kind
        self.start = start
        self.end = end
        var low = lower.isFinite ? lower : 0
        var high = upper.isFinite ? upper : low + 1
        switch kind {
        case .linear: if high <= low { high = low + max(1, abs(low) * 0.1) }
        case .logarithmic:
            low = max(low, 1e-3)
            if high <= low * 1.05 { (low, high) = (low / 1.5, max(high, low) * 1.5) }
        case .nines:
            low = min(max(low, 0), 99)
            high = min(max(high, low + 0.9), 99.9999)
        }
        self.lower = low
        self.upper = high
    }

    /// Values outside of the domain lie at its ends.
    func position(_ value: Double) -> Double {
        guard value.isFinite else { return start }
        let from = mapped(lower)
        let share = (mapped(min(max(value, lower), upper)) - from) / (mapped(upper) - from)
        return start + share * (end - start)
    }

    private func mapped(_ value: Double) -> Double {
        switch kind {
        case .linear: value
        case .logarithmic: log10(max(value, lower))
        case .nines: -log10(1 - value / 100)
        }
    }

    /// Values that get a line and a number: three to eight of them, round ones.
    var ticks: [Double] {
        switch kind {
        case .linear: linearTicks
        case .logarithmic: logarithmicTicks
        case .nines: [0, 50, 90, 99, 99.9, 99.99, 99.999, 99.9999].filter { $0 >= lower && $0 <= upper }
        }
    }

    private var linearTicks: [Double] {
        let rough = (upper - lower) / 5
        let power = pow(10, floor(log10(rough)))
        let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? power * 10
        let first = (lower / step).rounded(.up)
        let last = (upper / step).rounded(.down)
        guard first.isFinite, last >= first, last - first < 20 else { return [lower, upper] }
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }

    private var logarithmicTicks: [Double] {
        let decades = Int(floor(log10(lower)))...Int(floor(log10(upper)))
        for factors in [[1.0, 2, 5], [1, 3], [1]] {
            let ticks = decades.flatMap { decade in factors.map { $0 * pow(10, Double(decade)) } }
                .filter { $0 >= lower * 0.999 && $0 <= upper * 1.001 }
            if 2...7 ~= ticks.count { return ticks }
        }
        return linearTicks
    }
}
