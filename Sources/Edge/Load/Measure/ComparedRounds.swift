/// What rounds of two versions came to so far. A value.
package struct ComparedRounds: Sendable {
    package typealias Figure = ComparisonPlan.Figure

    /// Of one version in one round.
    package struct Side: Sendable {
        package var latencies = LatencyHistogram()
        package var answered = 0
        package var answeredInTime = 0
        package var failures: [String: Int] = [:]
        /// Nanoseconds; nil: not known.
        package var processorTime: Double?
        package var tls = false

        package init() {}

        package func figure(_ figure: Figure) -> Double? {
            switch figure {
            case .p50: latencies.count == 0 ? nil : latencies.microseconds(at: 50)
            case .p99: latencies.count == 0 ? nil : latencies.microseconds(at: 99)
            case .processor: answered == 0 ? nil : processorTime.map { $0 / 1000 / Double(answered) }
            }
        }

        mutating func add(_ other: Side) {
            latencies.add(other.latencies)
            answered += other.answered
            answeredInTime += other.answeredInTime
            failures.merge(other.failures, uniquingKeysWith: +)
            tls = tls || other.tls
            if let time = other.processorTime { processorTime = (processorTime ?? 0) + time }
        }
    }

    package private(set) var count = 0
    package private(set) var a = Side()
    package private(set) var b = Side()
    package private(set) var disturbedCount = 0
    private var ratios: [Figure: PairedRatios] = [:]
    private var disturbances: [String] = []

    private static let disturbancesMax = 3

    package init() {}

    package mutating func add(a: Side, b: Side, disturbances found: [String]) {
        count += 1
        for figure in Figure.allCases {
            guard let first = a.figure(figure), let second = b.figure(figure) else { continue }
            ratios[figure, default: PairedRatios()].add(a: first, b: second)
        }
        self.a.add(a)
        self.b.add(b)
        disturbedCount += found.isEmpty ? 0 : 1
        for sentence in found where disturbances.count < Self.disturbancesMax { disturbances.append(sentence) }
    }

    /// Nil: nothing is known of that figure.
    package func ratios(of figure: Figure) -> PairedRatios? { ratios[figure] }

    /// More than a quarter of the rounds were.
    package var isDisturbed: Bool { disturbedCount * 4 > count }

    /// Sentences for people; empty where it does not matter.
    package var remarks: [String] {
        guard isDisturbed else { return [] }
        return ["\(disturbedCount) of \(count) rounds were disturbed, such as: \(disturbances.joined(separator: "; "))"]
    }
}
