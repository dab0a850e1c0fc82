import ArgumentParser
import Bench
import Glibc
import HTTP
import Load
import Rehearsal

/// `swiftlet bench`
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Say what a worker's requests cost, and hold them to budgets.",
        discussion: """
            WORKER is a package (built first, when a source is newer than its module) or a
            .wasm file. Its suite, bench.toml in the package, has the requests, what origins
            answer them, and what each may cost; without one, GET / is measured.

            COST
              Each request runs in an isolate whose module counts the WebAssembly
              instructions that it executes, with a fixed clock and seeded random numbers:
              the figures are the same to the digit on every machine. A budget that is
              exceeded is told with the functions that grew since the baseline.

            WALL
              A load on a server, which is started for a WORKER, or is where a URL says:
              latencies counted from when each request was due, CPU time, and what disturbed
              them. Measured where the suite has [wall], with --wall, --against, or an option
              of the load. Of two versions it says which is slower, and only where it is sure.

            EXAMPLES
              swiftlet bench                            the package here, by its bench.toml
              swiftlet bench workers/bff --only home    one case
              swiftlet bench --update                   take the figures over as the baseline
              swiftlet bench --cost --against main.wasm   which functions grew
              swiftlet bench --against main.wasm        and is it slower
              swiftlet bench https://shop.example/cart --rate 200
              swiftlet bench --junit bench.xml --annotations     in CI

            EXIT CODES
              0   every case answered rightly and kept its budgets
              1   a budget was exceeded, an answer was wrong, or the worker failed
              64  wrong options
              65  the package does not compile, the module is no worker, or the baseline is
                  damaged
              69  the Swift toolchain is missing, or the server does not answer, or has ended
              71, 74  the system refused: memory, a full disk
              78  the suite or the package's swiftlet.toml has mistakes
            """)

    @Argument(help: ArgumentHelp("A worker's package, its .wasm file, or a URL.", valueName: "worker|url"))
    var worker = "."

    @Option(help: ArgumentHelp("The suite. Default: bench.toml in the package.", valueName: "file"))
    var suite: String?

    @Option(help: ArgumentHelp("Measure this case alone.", valueName: "case"))
    var only: String?

    @Flag(help: "Count, and look at no clock.")
    var cost = false

    @Flag(help: "Look at the clock, and count nothing; with --cost both.")
    var wall = false

    @Option(help: ArgumentHelp("Compare with this worker, or URL, instead of the baseline.", valueName: "worker|url"))
    var against: String?

    @Flag(help: "Write the cost to the baseline; prints what changes.")
    var update = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Of the random numbers that the worker is given: 1. Of Poisson arrivals.", valueName: "number"))
    var seed: Int?

    @OptionGroup(title: "Load") var load: WallOptions

    @OptionGroup(title: "Results") var output: BenchOutput

    private static let standardSeed = 1

    func validate() throws {
        guard seed ?? 0 >= 0 else { throw ValidationError("--seed takes a number from 0") }
        if let problem = options.problem { throw ValidationError(problem) }
    }

    private var options: BenchOptions {
        let own: [(BenchOptions.Option, Bool)] = [
            (.suite, suite != nil), (.only, only != nil), (.cost, cost), (.wall, wall), (.against, against != nil),
            (.update, update), (.seed, seed != nil),
        ]
        return BenchOptions(
            target: BenchOptions.Target(worker), against: against.map { BenchOptions.Target($0) },
            given: Set((own + load.options + output.options).filter(\.1).map(\.0)))
    }

    private var isURL: Bool { BenchOptions.Target(worker).isURL }
    private var countsCost: Bool { !isURL && (cost || !wall) }

    private func measuresWall(_ suite: Suite) -> Bool {
        if update { return false }
        if isURL || wall { return true }
        return !cost && (against != nil || options.wantsLoad || suite.wall != nil)
    }

    func run() throws {
        let hasFailed: Bool
        do throws(CommandError) {
            hasFailed = try measure()
        } catch {
            throw error.printed(by: "bench", json: output.json)
        }
        if hasFailed { throw ExitCode(1) }
    }

    private func measure() throws(CommandError) -> Bool {
        let target = try isURL ? nil : WorkerTarget.load(worker)
        var cases = try loadSuite(target)
        if let only { try cases.keep(only: only) }
        // Before anything is measured: a mistake should not take a minute to be told.
        let settings = try measuresWall(cases) ? wallSettings(cases) : nil
        var run = BenchRun(
            startedAt: Int64(time(nil)), target: target?.name ?? worker, machine: MachineFacts.current)
        run.suite = cases.file
        if let target, countsCost {
            try measureCost(target, cases, &run)
        } else {
            run.version = try target?.version
        }
        if let settings { try measureWall(cases, settings, &run) }
        try output.write(run)
        return run.hasFailed
    }

    /// The one that is named, the package's own, or one request.
    private func loadSuite(_ target: WorkerTarget?) throws(CommandError) -> Suite {
        let limits = target?.headLimits ?? HeadLimits()
        if let suite { return try Suite.load(suite, limits: limits) }
        guard let package = target?.package else { return try Suite.standard(baseline: nil, limits: limits) }
        let directory = package == "." ? "" : package.hasSuffix("/") ? package : package + "/"
        let file = directory + Suite.standardFile
        if LocalFile.exists(file) { return try Suite.load(file, limits: limits) }
        return try Suite.standard(baseline: directory + Suite.standardBaseline, limits: limits)
    }

    // MARK: Wall

    private func wallSettings(_ suite: Suite) throws(CommandError) -> WallSettings {
        let settings = try load.applied(to: suite.wall ?? WallSettings(), seed: seed.map { UInt64($0) })
        if seed != nil, !countsCost, settings.arrivals == .constant {
            throw .usage("--seed: nothing is random: write --arrivals poisson, or leave out --seed")
        }
        return settings
    }

    private func measureWall(
        _ suite: Suite, _ settings: WallSettings, _ run: inout BenchRun
    ) throws(CommandError) {
        let bench = WallBench(
            target: WallBench.Target(worker), against: against.map { WallBench.Target($0) },
            cases: suite.cases.map { item in
                WallBench.Case(
                    name: item.name, method: item.method, url: item.url, headers: item.headers,
                    body: item.request.body, expectedStatus: item.expectation.status,
                    bodyContains: item.expectation.bodyContains)
            },
            doubles: suite.origins.map { WallBench.Double(name: $0.name, response: $0.response, delay: $0.delay) },
            settings: settings, verifiesCertificates: !load.insecure)
        try bench.run(into: &run)
    }

    // MARK: Cost

    private func measureCost(_ target: WorkerTarget, _ suite: Suite, _ run: inout BenchRun) throws(CommandError) {
        let seed = UInt64(self.seed ?? Self.standardSeed)
        if update, suite.baseline == nil {
            throw .usage("--update: a .wasm file without a suite has no baseline: name a suite with --suite")
        }
        let file = against == nil ? suite.baseline : nil
        let old = try file.flatMap { path throws(CommandError) in
            try update ? BaselineFile.loadForUpdate(path) : BaselineFile.load(path, seed: seed)
        }
        let bench = try CostBench(target, suite, seed: seed)
        run.version = bench.version
        run.initInstructions = bench.initInstructions
        let terminal = Terminal()
        defer { terminal.clearProgress() }
        run.cost = try bench.run(terminal.progress)
        var before = old
        if let against {
            before = try figures(of: against, suite, seed)
            run.baseline = against
        } else if old != nil {
            run.baseline = file
        }
        if update, let file {
            terminal.clearProgress()
            if let wrong = run.cost.first(where: \.hasFailed) {
                throw CommandError(
                    1, "\(file) stays as it is: \(wrong.name): \(wrong.problems.joined(separator: "; "))")
            }
            let lines = try BaselineFile.update(file, old, with: run, seed: seed, keepsOthers: only != nil)
            for line in lines.isEmpty ? ["\(file): nothing changes"] : ["\(file):"] + lines.map({ "  " + $0 }) {
                printError(line.printable)
            }
            before = nil
            run.baseline = file
        }
        for index in run.cost.indices {
            let entry = before?.cases[run.cost[index].name]
            if let entry { run.cost[index].compare(with: entry) }
            // What --update has just written is compared with nothing.
            let name = update ? nil : against ?? file ?? Suite.standardBaseline
            let held = suite.cases[index].budget.check(run.cost[index].figures, before: entry?.figures, baseline: name)
            run.cost[index].checks = held.checks
            run.cost[index].problems += held.problems
        }
    }

    /// The same suite by another worker.
    private func figures(of path: String, _ suite: Suite, _ seed: UInt64) throws(CommandError) -> Baseline {
        let other = try WorkerTarget.load(path)
        let bench = try CostBench(other, suite, seed: seed)
        let terminal = Terminal()
        defer { terminal.clearProgress() }
        let cases = try bench.run { terminal.progress("\(other.name): \($0)") }
        var baseline = Baseline(seed: seed, initInstructions: bench.initInstructions)
        for cost in cases { baseline.cases[cost.name] = cost.asBaseline }
        return baseline
    }
}
