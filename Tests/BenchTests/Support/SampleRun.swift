import Bench

/// Runs for the reports' tests: made up, the same every time.
enum SampleRun {
    static let machine = BenchMachine(
        processor: "AMD EPYC 7763", processors: 2, kernel: "Linux 6.18", swiftlet: "0.1.0", engine: "wasmtime 50.0.1")

    /// 2026-11-21 22:04:09 UTC
    static let startedAt: Int64 = 1_795_298_649

    /// All that a run can have, and nothing failed.
    static func passed() -> BenchRun {
        var run = BenchRun(startedAt: startedAt, target: "storefront", machine: machine)
        run.version = "3f9a12c0"
        run.suite = "bench.toml"
        run.baseline = "bench.baseline.json"
        run.initInstructions = 1_204_331
        run.cost = [cost("home", growth: 0), cost("cart", growth: 120)]
        run.wall = [wall("home", median: 310, seed: 1)]
        run.sweeps = [sweep("home")]
        run.notes = ["built with 6.3.1"]
        return run
    }

    /// One case over its budget, one that answers nonsense, a slower version B, a disturbed run.
    static func failed() -> BenchRun {
        var run = passed()
        var dear = cost("checkout", growth: 1_254)
        dear.checks = [
            BudgetCheck(
                figure: "cost", limit: "1% over the baseline", value: Double(dear.figures.instructions),
                most: Double(dear.before?.instructions ?? 0) * 1.01, before: Double(dear.before?.instructions ?? 0)),
            BudgetCheck(figure: "pages", limit: "≤ 4", value: 4, most: 4, before: nil),
        ]
        var wrong = CostCase(name: "search", request: "GET /search?q=soap")
        wrong.problems = ["the answer is 500, expected 200"]
        run.cost += [dear, wrong]
        var a = wall("checkout", median: 310, seed: 2)
        a.side = "A"
        var b = wall("checkout", median: 340, seed: 3)
        b.side = "B"
        b.disturbances = ["other processes took 31% of a processor (more than 5%)"]
        b.checks = [BudgetCheck(figure: "p99", limit: "≤ 1ms", value: 1_204, most: 1_000, before: nil)]
        b.failures = [(kind: "status 500", count: 12), (kind: "timeout", count: 3)]
        run.wall += [a, b]
        run.comparisons = [
            comparison("p50", 1.043, 1.021, 1.066, .slower, fails: true),
            comparison("p99", 1.012, 0.962, 1.071, .undecided, fails: false),
            comparison("CPU per request", 0.941, 0.932, 0.951, .faster, fails: false),
        ]
        return run
    }

    static func comparison(
        _ figure: String, _ ratio: Double, _ low: Double, _ high: Double, _ verdict: WallComparison.Verdict, fails: Bool
    ) -> WallComparison {
        WallComparison(
            name: "checkout", figure: figure, a: "main 3f9a12c0", b: "storefront 88d01c2e", ratio: ratio, low: low,
            high: high, confidence: 0.99, rounds: 12, verdict: verdict, margin: 0.02,
            isDisturbed: verdict == .undecided,
            hasFailed: fails)
    }

    /// `growth` in instructions over the baseline, spread over a few functions.
    static func cost(_ name: String, growth: Int) -> CostCase {
        var cost = CostCase(name: name, request: "GET /\(name)?x=1")
        cost.status = 200
        let names = [
            "Storefront.fetch(Request, Env)", "JSONReader.object(body:)", "Array.append(_: A)", "swift_retain",
            "malloc",
            "String.init(decoding: A, as: B.Type)", "Headers.subscript.getter : (HTTPField.Name)", "memcpy",
            "Experiments.assign(String, to: Request)", "specialized Dictionary._Variant.lookup(A)",
        ]
        var total = 0
        for (index, function) in names.enumerated() {
            let before = 21_000 / (index + 1) / (index + 1) + 37
            let more = growth == 0 ? 0 : index == 1 ? growth + 40 : index == 3 ? -40 : 0
            cost.functions.append(
                FunctionCost(name: function, instructions: before + more, calls: index * 3 + 1, before: before))
            total += before
        }
        cost.figures.instructions = total + growth
        cost.figures.pages = 4
        cost.figures.bytesIn = 312
        cost.figures.bytesOut = 1_204
        cost.figures.hostCalls = 3
        cost.figures.subrequests = 1
        cost.figures.allocations = 96
        cost.figures.allocatedBytes = 4_812
        var before = cost.figures
        before.instructions = total
        cost.before = before
        cost.checks = [
            BudgetCheck(
                figure: "cost", limit: "≤ 60k", value: Double(cost.figures.instructions), most: 60_000, before: nil)
        ]
        return cost
    }

    static func wall(_ name: String, median: Double, seed: UInt64) -> WallCase {
        var wall = WallCase(name: name, request: "GET /\(name)?x=1", arrivals: .poisson, rate: 1_000)
        wall.achievedRate = 998.7
        wall.connections = 16
        wall.tls = true
        wall.seconds = 10
        wall.warmUpSeconds = 2.5
        wall.latency = latency(median: median, seed: seed)
        wall.serverMicroseconds = 95.1
        return wall
    }

    /// Of 10,000 requests: a body around the median, and a long tail.
    static func latency(median: Double, seed: UInt64) -> LatencySummary {
        var random = Noise(state: seed)
        let values = (0..<10_000).map { _ in
            var value = median * (0.8 + 0.4 * random.next() + 0.2 * random.next() * random.next())
            if random.next() > 0.97 { value *= 1 + 6 * random.next() }
            if random.next() > 0.999 { value *= 12 }
            return value
        }.sorted()
        var summary = LatencySummary()
        summary.count = values.count
        summary.mean = values.reduce(0, +) / Double(values.count)
        summary.most = values[values.count - 1]
        let percentiles = [0, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99]
        summary.percentiles = percentiles.map { percentile in
            let index = min(values.count - 1, Int(percentile / 100 * Double(values.count)))
            return .init(percentile: percentile, microseconds: values[index])
        }
        let step = 1.11
        var upper = values[0] * step
        var rest = values[...]
        while !rest.isEmpty, summary.buckets.count < 40 {
            let isLast = summary.buckets.count == 39
            let part = rest.prefix { isLast || $0 <= upper }
            summary.buckets.append(.init(microseconds: isLast ? summary.most : upper, count: part.count))
            rest = rest.dropFirst(part.count)
            upper *= step
        }
        return summary
    }

    static func sweep(_ name: String) -> RateSweep {
        let rates = [500.0, 1_000, 2_000, 4_000, 8_000, 9_500, 11_000]
        let steps = rates.enumerated().map { index, rate in
            let load = rate / 10_000
            let slow = load < 1 ? 1 / (1 - load) : 60
            return RateSweep.Step(
                rate: rate, achievedRate: min(rate, 9_800), p50: 250 * (1 + slow / 20), p99: 600 * slow,
                failures: rate > 10_000 ? 41 : 0, isDisturbed: index == 2)
        }
        return RateSweep(
            name: name, steps: steps, knee: 9_500, rule: "the knee: p99 above 10 times that of the lowest rate")
    }

    /// Two years of runs.
    static func history(_ count: Int) -> [BenchHistory.Entry] {
        var history = BenchHistory()
        for index in 0..<count {
            var run = passed()
            run.startedAt += Int64(index) * 86_400
            run.version = "v\(index)"
            run.cost[0].figures.instructions += index > count / 2 ? 600 : (index * 7) % 13
            run.cost[1].figures.instructions -= index * 9
            run.wall[0].latency = latency(median: 300 + Double((index * 37) % 23), seed: UInt64(index) + 9)
            if index == count / 2 + 1 { run.cost[0].problems = ["over"] }
            history.append(run)
        }
        return history.entries(of: "storefront")
    }
}

/// The same numbers every time, 0..<1.
struct Noise {
    var state: UInt64

    mutating func next() -> Double {
        // Knuth's MMIX.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(UInt64(1) << 53)
    }
}
