/// Latency of one request of the suite under an open loop: arrivals keep their schedule whatever the server does, and each
/// latency is counted from the moment when its request was due, which corrects for coordinated omission.
package struct WallCase: Sendable, Equatable {
    package enum Arrivals: String, Sendable { case constant, poisson }

    package var name: String
    package var request: String
    /// Which of two versions, where two are compared: "A", "B".
    package var side: String?
    package var arrivals: Arrivals
    /// Requests per second that were due, and that were answered.
    package var rate: Double
    package var achievedRate: Double
    package var connections: Int
    /// A connection of its own for every request.
    package var opensConnections: Bool
    package var tls: Bool
    /// Seconds that count, and those before them that were warm-up.
    package var seconds: Double
    package var warmUpSeconds: Double
    package var latency: LatencySummary
    /// Failures by kind ("status 500", "refused", "timeout", "wrong body"), commonest first.
    package var failures: [(kind: String, count: Int)]
    /// Processor time of the server's process per request, in microseconds, where the command started it.
    package var serverMicroseconds: Double?
    /// What disturbed the run, each a sentence with its number; empty: nothing was seen.
    package var disturbances: [String]
    package var checks: [BudgetCheck]

    package init(name: String, request: String, arrivals: Arrivals, rate: Double) {
        self.name = name
        self.request = request
        self.arrivals = arrivals
        self.rate = rate
        achievedRate = 0
        connections = 0
        opensConnections = false
        tls = false
        seconds = 0
        warmUpSeconds = 0
        latency = LatencySummary()
        failures = []
        disturbances = []
        checks = []
    }

    /// A budget of the error rate, where there is one, says how many failures are too many; else one is.
    package var hasFailed: Bool {
        let areJudged = checks.contains { $0.figure == "error_rate" }
        return !failures.isEmpty && !areJudged || checks.contains { !$0.passed }
    }

    package static func == (left: WallCase, right: WallCase) -> Bool {
        left.name == right.name && left.request == right.request && left.side == right.side
            && left.arrivals == right.arrivals && left.rate == right.rate && left.achievedRate == right.achievedRate
            && left.connections == right.connections && left.opensConnections == right.opensConnections
            && left.tls == right.tls && left.seconds == right.seconds && left.warmUpSeconds == right.warmUpSeconds
            && left.latency == right.latency && left.failures.elementsEqual(right.failures, by: ==)
            && left.serverMicroseconds == right.serverMicroseconds && left.disturbances == right.disturbances
            && left.checks == right.checks
    }
}

/// A distribution of latencies, out of an HdrHistogram. Microseconds.
package struct LatencySummary: Sendable, Equatable {
    package struct Point: Sendable, Equatable {
        /// 0...100
        package var percentile: Double
        package var microseconds: Double

        package init(percentile: Double, microseconds: Double) {
            self.percentile = percentile
            self.microseconds = microseconds
        }
    }

    package struct Bucket: Sendable, Equatable {
        /// Latencies above the bucket before and up to this.
        package var microseconds: Double
        package var count: Int

        package init(microseconds: Double, count: Int) {
            self.microseconds = microseconds
            self.count = count
        }
    }

    package var count = 0
    package var mean = 0.0
    package var most = 0.0
    /// 50, 75, 90, 95, 99, 99.9, 99.99 first of all; then as many more as draw a curve. Rising.
    package var percentiles: [Point] = []
    /// At most 40, in equal steps of the logarithm. Empty ones within are there.
    package var buckets: [Bucket] = []

    package init() {}

    /// The value at one of the percentiles that are always there.
    package func at(_ percentile: Double) -> Double? {
        percentiles.first { $0.percentile == percentile }?.microseconds
    }
}

/// The same case at rising rates, up to where the server no longer follows.
package struct RateSweep: Sendable, Equatable {
    package struct Step: Sendable, Equatable {
        package var rate: Double
        package var achievedRate: Double
        /// Microseconds.
        package var p50: Double
        package var p99: Double
        package var failures: Int
        package var isDisturbed: Bool

        package init(rate: Double, achievedRate: Double, p50: Double, p99: Double, failures: Int, isDisturbed: Bool) {
            self.rate = rate
            self.achievedRate = achievedRate
            self.p50 = p50
            self.p99 = p99
            self.failures = failures
            self.isDisturbed = isDisturbed
        }
    }

    package var name: String
    /// Rising rates.
    package var steps: [Step]
    /// The highest rate before the knee; nil: it was not reached.
    package var knee: Double?
    /// How the knee was told, a sentence.
    package var rule: String

    package init(name: String, steps: [Step], knee: Double?, rule: String) {
        self.name = name
        self.steps = steps
        self.knee = knee
        self.rule = rule
    }
}

/// Two versions measured in turns within one run.
package struct WallComparison: Sendable, Equatable {
    package enum Verdict: String, Sendable {
        case faster, slower
        case noDifference = "no difference"
        /// The interval is too wide to say, after all reruns.
        case undecided
    }

    package var name: String
    /// "p50", "p99", "CPU per request"
    package var figure: String
    package var a: String
    package var b: String
    /// B's figure over A's, with the bounds of its confidence interval.
    package var ratio: Double
    package var low: Double
    package var high: Double
    /// 0...1, as 0.99.
    package var confidence: Double
    package var rounds: Int
    /// What B is, seen from A.
    package var verdict: Verdict
    /// Ratios within 1 ± this are no difference: 0.02. Nil: every difference counts.
    package var margin: Double?
    package var isDisturbed: Bool
    /// B may not be slower, and is.
    package var hasFailed: Bool

    package init(
        name: String, figure: String, a: String, b: String, ratio: Double, low: Double, high: Double,
        confidence: Double, rounds: Int, verdict: Verdict, margin: Double? = nil, isDisturbed: Bool, hasFailed: Bool
    ) {
        self.name = name
        self.figure = figure
        self.a = a
        self.b = b
        self.ratio = ratio
        self.low = low
        self.high = high
        self.confidence = confidence
        self.rounds = rounds
        self.verdict = verdict
        self.margin = margin
        self.isDisturbed = isDisturbed
        self.hasFailed = hasFailed
    }
}
