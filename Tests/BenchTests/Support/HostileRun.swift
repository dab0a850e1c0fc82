import Bench

/// Names and sentences as a hostile worker or suite would give them.
enum HostileRun {
    static let texts = [
        "<script>alert(1)</script>", "a\"b'c&d<e>f", "]]> --> <!-- <![CDATA[", "line\nbreak\rreturn\ttab",
        "::error title=x::y", " ::add-mask::x", "##[add-mask]x", "a ::stop-commands::b", "%0A%0D%25 %3A,:",
        "\u{0}\u{1}\u{8}\u{1B}[31mred\u{1B}]0;title\u{7}", "\u{202E}txt.exe\u{2066}", "\u{FEFF}\u{200B}\u{2028}",
        "| a | b |\n|---|", "`code` **bold** [link](javascript:alert(1)) ![i](http://x/y) @everyone #1 https://x.y",
        "</title></style></svg></failure></testsuite>", "&amp;&#x0;&unknown;", "\u{FFFE}\u{FFFF}\u{1FFFF}\u{E0041}",
        String(repeating: "e\u{301}", count: 2_000), String(repeating: "long", count: 50_000), "", " ", "日本語の名前👩‍👩‍👧‍👦",
    ]

    /// Each of the texts in every place where a text can be.
    static func run() -> BenchRun {
        var run = SampleRun.failed()
        run.machine = BenchMachine(
            processor: texts[0], processors: 2, kernel: texts[1], swiftlet: texts[2], engine: texts[9])
        run.target = texts[0] + texts[3] + texts[9]
        run.version = texts[1]
        run.suite = texts[3]
        run.baseline = texts[4]
        run.notes = texts
        run.cost = texts.map { text in
            var cost = SampleRun.cost(text, growth: 10)
            cost.name = text
            cost.request = text
            cost.problems = cost.name.utf8.count % 2 == 0 ? [text] : []
            cost.checks = [BudgetCheck(figure: text, limit: text, value: 2, most: 1, before: 1)]
            cost.functions = texts.enumerated().map {
                FunctionCost(name: $1, instructions: $0 * 10 + 1, calls: 1, before: $0 % 3 == 0 ? nil : $0 * 9)
            }
            return cost
        }
        run.wall = texts.map { text in
            var wall = SampleRun.wall(text, median: 300, seed: 4)
            wall.request = text
            wall.side = text
            wall.disturbances = [text]
            wall.failures = [(kind: text, count: 1)]
            wall.checks = [BudgetCheck(figure: "p99", limit: text, value: 2, most: 1, before: nil)]
            return wall
        }
        run.sweeps = texts.map { text in
            var sweep = SampleRun.sweep(text)
            sweep.rule = text
            return sweep
        }
        run.comparisons = texts.map { text in
            WallComparison(
                name: text, figure: text, a: text, b: text, ratio: 1.1, low: 1, high: 1.2, confidence: 0.99, rounds: 3,
                verdict: .slower, isDisturbed: true, hasFailed: true)
        }
        return run
    }

    /// Numbers that nothing sensible produces.
    static func numbers() -> BenchRun {
        var run = SampleRun.failed()
        let strange = [Double.nan, .infinity, -.infinity, -1, 0, 1e300, 1e-300]
        run.startedAt = .max
        for index in run.cost.indices { run.cost[index].figures.instructions = index == 0 ? .max : 0 }
        run.wall = strange.map { value in
            var wall = SampleRun.wall("strange", median: 300, seed: 5)
            wall.rate = value
            wall.achievedRate = value
            wall.seconds = value
            wall.latency.mean = value
            wall.latency.percentiles = [50, 99, 100].map { .init(percentile: $0, microseconds: value) }
            wall.latency.buckets = [.init(microseconds: value, count: 3), .init(microseconds: 2, count: 0)]
            wall.serverMicroseconds = value
            wall.checks = [BudgetCheck(figure: "p99", limit: "≤ 1ms", value: value, most: value, before: value)]
            return wall
        }
        run.sweeps = [
            RateSweep(
                name: "strange",
                steps: strange.map {
                    .init(rate: $0, achievedRate: $0, p50: $0, p99: $0, failures: .max, isDisturbed: false)
                }, knee: .nan, rule: "")
        ]
        run.comparisons = strange.map {
            WallComparison(
                name: "n", figure: "f", a: "a", b: "b", ratio: $0, low: $0, high: $0, confidence: $0, rounds: .max,
                verdict: .undecided, margin: $0, isDisturbed: false, hasFailed: false)
        }
        return run
    }

    /// A module of a hundred thousand functions, every one of which has changed.
    static func manyFunctions() -> BenchRun {
        var run = SampleRun.failed()
        for index in run.cost.indices where run.cost[index].problems.isEmpty {
            run.cost[index].functions = (0..<100_000).map {
                FunctionCost(
                    name: "module.function\($0)(with: Argument)", instructions: 200_000 - $0, calls: 1,
                    before: 200_000 - $0 - $0 % 7)
            }
        }
        return run
    }

    static let all = [run(), numbers(), manyFunctions()]
}
