/// What one run of `swiftlet bench` found: everything that the reports show, and nothing that has to be computed again.
///
/// Plain values, made by the command, read by the renderers of `Bench/Report`. Any thread.
package struct BenchRun: Sendable, Equatable {
    /// Seconds since 1970.
    package var startedAt: Int64
    /// A worker's name, or a URL.
    package var target: String
    /// The module's version (the first hexadecimal digits of its SHA-256), where there is a module.
    package var version: String?
    /// The suite's file as the user named it.
    package var suite: String?
    /// The file whose figures were compared with, as the user named it.
    package var baseline: String?
    package var machine: BenchMachine
    /// Instructions of the worker's `init()`, which runs once per deployment and is part of no case; nil: not counted.
    package var initInstructions: Int?
    package var cost: [CostCase]
    package var wall: [WallCase]
    package var sweeps: [RateSweep]
    package var comparisons: [WallComparison]
    /// Remarks that belong to no case, for people.
    package var notes: [String]

    package init(startedAt: Int64, target: String, machine: BenchMachine) {
        self.startedAt = startedAt
        self.target = target
        self.machine = machine
        cost = []
        wall = []
        sweeps = []
        comparisons = []
        notes = []
    }

    /// Whether a budget was exceeded, an answer was wrong, or a comparison that may not be lost was.
    package var hasFailed: Bool {
        cost.contains(where: \.hasFailed) || wall.contains(where: \.hasFailed)
            || comparisons.contains(where: \.hasFailed)
    }
}

/// Where it ran, and how quiet it was there.
package struct BenchMachine: Sendable, Equatable {
    package var processor: String
    package var processors: Int
    package var kernel: String
    package var swiftlet: String
    package var engine: String

    package init(processor: String, processors: Int, kernel: String, swiftlet: String, engine: String) {
        self.processor = processor
        self.processors = processors
        self.kernel = kernel
        self.swiftlet = swiftlet
        self.engine = engine
    }
}

/// One figure held to one limit.
package struct BudgetCheck: Sendable, Equatable {
    /// As in bench.toml: "cost", "pages", "p99".
    package var figure: String
    /// As it was written: "≤ 60k", "1% over the baseline".
    package var limit: String
    package var value: Double
    /// The largest value that passes.
    package var most: Double
    /// What it is compared with, where the limit is relative.
    package var before: Double?
    package var passed: Bool

    package init(figure: String, limit: String, value: Double, most: Double, before: Double?) {
        self.figure = figure
        self.limit = limit
        self.value = value
        self.most = most
        self.before = before
        passed = value <= most
    }
}
