import Foundation
import Testing

/// `swiftlet bench`: what requests cost, to the digit.
struct BenchCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func bench(_ arguments: String...) throws -> Command {
        try Command(arguments: [Repository.binary, "bench"] + arguments)
    }

    private func cases(_ command: Command) throws -> [[String: Any]] {
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any], "\(command.everything)"
        )
        return try #require(object["cost"] as? [[String: Any]])
    }

    private func figures(_ command: Command) throws -> [String: Any] {
        let first = try #require(try cases(command).first)
        return try #require(first["figures"] as? [String: Any], "\(command.everything)")
    }

    private func instructions(_ command: Command) throws -> Int {
        try #require(try figures(command)["instructions"] as? Int, "\(command.everything)")
    }

    /// A suite beside a worker that goes round its loop so many times.
    private func worker(_ name: String = "w.wasm", rounds: Int, status: Int = 200) throws -> String {
        try folder.write(name, CountingWorker.module(rounds: rounds, status: status))
    }

    private func suite(_ text: String, _ name: String = "bench.toml") throws -> String {
        try folder.write(name, Array(text.utf8))
    }

    // MARK: Figures

    @Test("an instruction is an instruction: the figure of a known program is known")
    func known() throws {
        let command = try bench(try worker(rounds: 100), "--json")
        #expect(command.exitCode == 0, "\(command.everything)")
        // fetch: entry, 2 calls, const; parse: entry and 8 a round; render: entry and 3.
        #expect(try instructions(command) == 4 + 1 + 800 + 1 + 3)
        let figures = try figures(command)
        #expect(figures["host_calls"] as? Int == 0)
        // Where the request was written, and what render stored.
        #expect(figures["pages"] as? Int == 2)
        #expect(figures["allocations"] is NSNull)
    }

    @Test(
        "two processes find the same figures to the digit, those of each function too",
        arguments: ["hello", "storefront", "bff", "ab-test", "header-rewrite", "redirects", "stream-transform", "api"])
    func twoProcesses(name: String) throws {
        let suite = try suite(
            """
            [origins]
            shop = "200:soap"
            api = { headers = { Content-Type = "application/json" }, body = '{"id":1,"name":"Ada","email":"a@b.c"}' }
            site = "200:<html>hello</html>"
            [[cases]]
            headers = { Cookie = "a=b" }
            """)
        let first = try bench(Repository.module(name), "--suite", suite, "--json")
        let second = try bench(Repository.module(name), "--suite", suite, "--json")
        let (found, again) = (try cases(first), try cases(second))
        #expect(try instructions(first) > 500, "\(first.everything)")
        #expect(NSArray(array: found) == NSArray(array: again))
        #expect(first.exitCode == second.exitCode)
    }

    @Test("the suite's doubles answer subrequests; what goes in and out is counted")
    func subrequests() throws {
        let suite = try suite(
            """
            [origins]
            api = { headers = { Content-Type = "application/json" }, body_file = "user.json" }
            [[cases]]
            name = "page"
            url = "/?x=1"
            budget = { subrequests = 3, bytes_in = "≤ 4KiB", bytes_out = "<= 4KiB" }
            """)
        try folder.write("user.json", Array(#"{"id":1,"name":"Ada","email":"a@b.c"}"#.utf8))
        let command = try bench(Repository.module("bff"), "--suite", suite, "--json")
        let figures = try figures(command)
        #expect(figures["subrequests"] as? Int == 3, "\(command.everything)")
        #expect((figures["bytes_in"] as? Int ?? 0) > 3 * 37)
        #expect((figures["bytes_out"] as? Int ?? 0) > 100)
        #expect((figures["allocations"] as? Int ?? 0) > 10)
    }

    // MARK: Budgets and baselines

    @Test("a budget that is exceeded ends with 1, one that is just kept with 0")
    func budget() throws {
        let module = try worker(rounds: 100)
        let kept = try suite("[[cases]]\nbudget = { cost = \"≤ 809\" }")
        #expect(try bench(module, "--suite", kept).exitCode == 0)
        let exceeded = try suite("[[cases]]\nname = \"home\"\nbudget = { cost = 808 }")
        let command = try bench(module, "--suite", exceeded)
        #expect(command.exitCode == 1)
        #expect(command.output.contains("home"))
        #expect(command.output.contains("808"))
        // Without a baseline the dearest function is named.
        #expect(command.output.contains("parse"), "\(command.everything)")
    }

    @Test("--update writes the baseline, a regression against it names the function that grew, and by how much")
    func regression() throws {
        let text = "budget = { max_regression = \"1%\" }\n[[cases]]\nname = \"home\"\n"
        let suite = try suite(text)
        let before = try worker(rounds: 100)
        let without = try bench(before, "--suite", suite)
        #expect(without.exitCode == 1)
        #expect(without.output.contains("--update"), "\(without.everything)")
        let update = try bench(before, "--suite", suite, "--update")
        #expect(update.exitCode == 0, "\(update.everything)")
        #expect(update.errors.contains("home: new, cost 809"))
        let baseline = try folder.text("bench.baseline.json")
        #expect(baseline.contains("\"parse\": 801"))
        #expect(try bench(before, "--suite", suite).exitCode == 0)
        // One round of a hundred is 0.99 %.
        #expect(try bench(worker(rounds: 101), "--suite", suite).exitCode == 0)
        let slower = try bench(worker(rounds: 110), "--suite", suite)
        #expect(slower.exitCode == 1)
        let line = slower.output.split(separator: "\n").first { $0.contains("parse") }
        #expect(
            line?.contains("+80") == true && line?.contains("801") == true && line?.contains("881") == true,
            "\(slower.everything)")
        #expect(!slower.output.split(separator: "\n").contains { $0.contains("render") && $0.contains("+") })
        // Taken over, it is the new measure, and the file says so line by line.
        let taken = try bench(worker(rounds: 110), "--suite", suite, "--update")
        #expect(taken.errors.contains("home: cost 809 → 889"), "\(taken.everything)")
        #expect(try bench(worker(rounds: 110), "--suite", suite).exitCode == 0)
    }

    @Test("--update keeps the cases that --only leaves out, and writes the same bytes for the same figures")
    func updateOfOne() throws {
        let suite = try suite("[[cases]]\nname = \"a\"\n[[cases]]\nname = \"b\"\nurl = \"/b\"")
        _ = try bench(worker(rounds: 10), "--suite", suite, "--update")
        let first = try folder.text("bench.baseline.json")
        _ = try bench(worker(rounds: 10), "--suite", suite, "--update")
        #expect(try folder.text("bench.baseline.json") == first)
        let update = try bench(worker(rounds: 20), "--suite", suite, "--update", "--only", "b")
        #expect(update.errors.contains("b: cost"))
        #expect(!update.errors.contains("a: "))
        #expect(try folder.text("bench.baseline.json").contains("\"a\": {"))
    }

    @Test("--against compares with another module instead")
    func against() throws {
        let suite = try suite("budget = { max_regression = \"1%\" }\n[[cases]]\nname = \"home\"\n")
        let old = try worker("old.wasm", rounds: 100)
        let command = try bench(try worker("new.wasm", rounds: 150), "--suite", suite, "--cost", "--against", old)
        #expect(command.exitCode == 1)
        #expect(command.output.contains("+400"), "\(command.everything)")
        #expect(try bench(old, "--suite", suite, "--cost", "--against", old).exitCode == 0)
    }

    @Test("a wrong answer and a worker that fails end with 1, and do not become the baseline")
    func wrong() throws {
        let module = try worker(rounds: 5, status: 503)
        for (expect, text) in [
            ("", "answers 503"), ("expect = { status = 200 }", "answers 503, not 200"),
            ("expect = { status = 503, body_contains = \"yes\" }", "does not contain \"yes\""),
        ] {
            let suite = try suite("[[cases]]\nname = \"home\"\n\(expect)")
            let command = try bench(module, "--suite", suite)
            #expect(command.exitCode == 1)
            #expect(command.output.contains(text), "\(command.everything)")
            #expect(try bench(module, "--suite", suite, "--update").exitCode == 1)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("bench.baseline.json")))
        let right = try suite("[[cases]]\nexpect = { status = 503, body_contains = \"ok\" }")
        #expect(try bench(module, "--suite", right).exitCode == 0)
        let sins = try suite("[[cases]]\nname = \"trap\"\nurl = \"/sins/fatal-error\"")
        let trapped = try bench(Repository.module("sins"), "--suite", sins)
        #expect(trapped.exitCode == 1)
        #expect(trapped.output.contains("on purpose"), "\(trapped.everything)")
    }

    // MARK: Mistakes

    @Test(
        "a suite's mistakes are told with file, line and key, and end with 78",
        arguments: [
            ("[[cases]]\nnam = \"a\"", ":2: cases[0].nam: unknown key; did you mean name?"),
            ("[[cases]]\nbudget = { cost = \"cheap\" }", ":2: cases[0].budget.cost: \"cheap\" is no amount"),
            ("[[cases]]\nbudget = { cost = -1 }", ":2: cases[0].budget.cost: -1 is out of range"),
            ("[[cases]]\nbudget = { instructions = 1 }", "unknown key; write cost"),
            ("budget = { max_regression = \"1\" }\n[[cases]]", ":1: budget.max_regression: \"1\" is no percentage"),
            ("[[cases]]\nurl = \"ftp://x/\"", ":1: cases[0]: url ftp://x/: write http://"),
            ("[[cases]]\nmethod = \"GE T\"", "method and URL hold no spaces"),
            ("[[cases]]\nbody = \"a\"\nbody_file = \"b\"", ":2: cases[0].body: stands beside body_file"),
            ("[[cases]]\nbody_file = \"nowhere\"", ":2: cases[0].body_file: "),
            ("[[cases]]\nheaders = { A = 1 }", ":2: cases[0].headers.A: 1 is an integer"),
            ("[[cases]]\nheaders = { \"A:b\" = \"c\" }", "is no field of HTTP"),
            ("[[cases]]\nname = \"a\"\n[[cases]]\nname = \"a\"", ":3: cases[1]: a second case is called \"a\""),
            ("[[cases]]\nexpect = { status = 20 }", ":2: cases[0].expect.status: 20 is out of range"),
            ("[[cases]]\nexpect = { body = \"x\" }", "unknown key"),
            ("[origins]\nshop = 5\n[[cases]]", ":2: origins.shop: "),
            ("[origins]\nshop = \"hello\"\n[[cases]]", ":2: origins.shop: "),
            ("[origins]\nshop = { response_file = \"a\", body = \"b\" }\n[[cases]]", "stands beside"),
            ("[origins]\nshop = { delay = \"2h\" }\n[[cases]]", ":2: origins.shop.delay: \"2h\" is out of range"),
            ("cases = 3", ":1: cases: 3 is an integer"), ("[[cases]", ":1: "), ("a = 1.5\n[[cases]]", ":1: "),
            ("baseline = \"\"\n[[cases]]", ":1: baseline: is empty"),
            ("[[cases]]\n[wall]\nrate = 0", ":3: wall.rate: 0 is out of range"),
            ("[[cases]]\n[wall]\narrivals = \"bursts\"", ":3: wall.arrivals: \"bursts\" is not known"),
            ("[[cases]]\n[wall]\nsweep = { from = 5, to = 5 }", ":3: wall.sweep: from = 5 is not below to = 5"),
            ("[wall]\nconfidence = \"2%\"", "write a percentage from \"80%\" to \"99.9%\", such as \"99%\""),
            ("[wall]\nmargin = \"wide\"", ":2: wall.margin: \"wide\" is no percentage"),
            ("[[cases]]\n[wall]\nsweep = { from = 5 }", "wall.sweep.to: is missing"),
            ("[[cases]]\n[wall]\nbudget = { p99 = \"fast\" }", ":3: wall.budget.p99: \"fast\" is no limit of p99"),
            ("[[cases]]\n[wall]\nbudget = { p98 = \"1ms\" }", "unknown key"),
            ("[[cases]]\n[wall]\nmargin = \"90%\"", ":3: wall.margin: \"90%\" is out of range"),
            ("[[cases]]\n[wall]\nspeed = 1", ":3: wall.speed: unknown key"),
        ])
    func badSuite(text: String, message: String) throws {
        let command = try bench(Repository.module("hello"), "--suite", try suite(text))
        #expect(command.exitCode == 78, "\(command.everything)")
        #expect(command.errors.contains(message), "\(text): \(command.everything)")
        #expect(command.errors.contains("bench.toml"))
        #expect(command.output.isEmpty)
    }

    @Test("other mistakes end with one line and their code")
    func mistakes() throws {
        let hello = Repository.module("hello")
        let good = try suite("[[cases]]\nname = \"home\"")
        let text = try folder.write("text.wasm", Array("hello".utf8))
        for (arguments, code, message) in [
            (["/nonexistent"], 64, "no such file"), ([text], 65, "not a WebAssembly module"),
            ([hello, "--suite", "/nonexistent.toml"], 64, "/nonexistent.toml: No such file"),
            ([hello, "--suite", good, "--only", "away"], 64, "no case has that name; there are: \"home\""),
            ([hello, "--update"], 64, "has no baseline"),
            ([hello, "--seed", "-1"], 64, "--seed takes a number from 0"),
            ([hello, "--rate", "-1"], 64, "--rate takes 1 to 1000000"),
            ([hello, "--history", "h", "--history-runs", "-1"], 64, "--history-runs takes 1 to 10000"),
            ([hello, "--wall", "--seed", "2"], 64, "nothing is random: write --arrivals poisson"),
            ([hello, "--fast"], 64, "--fast"), (["https://x.example", "--cost"], 64, "not of a URL"),
            ([hello, "--against", "https://x.example"], 64, "a worker is compared with a worker"),
            ([hello, "--update", "--against", hello], 64, "leave out --against"),
        ] as [([String], Int32, String)] {
            let command = try Command(arguments: [Repository.binary, "bench"] + arguments)
            #expect(command.exitCode == code, "\(arguments): \(command.everything)")
            #expect(command.errors.contains(message), "\(arguments): \(command.everything)")
            #expect(command.output.isEmpty)
        }
    }

    @Test(
        "an option that would do nothing is a mistake, told before anything is measured",
        arguments: [
            (["--history-runs", "5"], "--history"), (["--cost", "--rate", "5"], "leave out --rate"),
            (["--cost", "--arrivals", "poisson"], "leave out --arrivals"),
            (["--cost", "--duration", "5s"], "leave out --duration"),
            (["--cost", "--connections", "5"], "leave out --connections"),
            (["--cost", "--new-connections"], "leave out --new-connections"),
            (["--cost", "--cleartext"], "leave out --cleartext"), (["--cost", "--sweep", "5-10"], "leave out --sweep"),
            (["--update", "--wall"], "leave out --wall"), (["--update", "--rate", "5"], "leave out --rate"),
            (["--margin", "5%"], "by --against"), (["--confidence", "99%"], "by --against"),
            (["--rounds", "16"], "by --against"), (["--insecure"], "https:// URL"),
            (["--against", "a.wasm", "--sweep", "5-10"], "leave out --sweep"),
        ])
    func optionsWithoutEffect(options: [String], message: String) throws {
        let command = try Command(arguments: [Repository.binary, "bench", Repository.module("hello")] + options)
        #expect(command.exitCode == 64, "\(command.everything)")
        #expect(command.errors.contains(message), "\(command.everything)")
        #expect(command.output.isEmpty)
    }

    @Test("a suite without cases has the one that there is without a suite, with the suite's budget")
    func standardCase() throws {
        let module = try worker(rounds: 100)
        for text in ["", "[wall]\nrate = 100", "budget = { cost = 809 }", "[origins]\nshop = \"200:a\""] {
            let command = try bench(module, "--suite", try suite(text), "--cost", "--json")
            #expect(command.exitCode == 0, "\(text): \(command.everything)")
            #expect(try cases(command).map { $0["name"] as? String } == ["GET /"])
        }
        #expect(try bench(module, "--suite", try suite("budget = { cost = 808 }")).exitCode == 1)
    }

    @Test("an origin that is not bound is named, with where to bind it")
    func unboundOrigin() throws {
        let command = try bench(Repository.module("bff"))
        #expect(command.exitCode == 1)
        for part in ["asked for the origin \"api\"", "[origins] api = { status = 200 } in the suite"] {
            #expect(command.output.replacing(/\s+/, with: " ").contains(part), "\(command.everything)")
        }
    }

    @Test("a module that is cut off is told with its file")
    func truncated() throws {
        let whole = try worker("whole.wasm", rounds: 5)
        let module = try Data(contentsOf: URL(fileURLWithPath: whole))
        let cut = try folder.write("cut.wasm", Array(module.dropLast(10)))
        for command in [try bench(cut), try Command(arguments: [Repository.binary, "invoke", cut])] {
            #expect(command.exitCode == 65, "\(command.everything)")
            #expect(command.errors.contains("\(cut): "), "\(command.everything)")
        }
    }

    @Test("a baseline that is damaged, or was made with another seed, is told; --update replaces it")
    func badBaseline() throws {
        let suite = try suite("[[cases]]\nname = \"home\"")
        try folder.write("bench.baseline.json", Array("{\n\"cases\": 1\n}".utf8))
        let damaged = try bench(Repository.module("hello"), "--suite", suite)
        #expect(damaged.exitCode == 65)
        #expect(damaged.errors.contains("bench.baseline.json:2: "), "\(damaged.everything)")
        #expect(try bench(Repository.module("hello"), "--suite", suite, "--update", "--seed", "5").exitCode == 0)
        let other = try bench(Repository.module("hello"), "--suite", suite)
        #expect(other.exitCode == 64)
        #expect(other.errors.contains("was made with --seed 5, this run has 1"))
        #expect(try bench(Repository.module("hello"), "--suite", suite, "--seed", "5").exitCode == 0)
    }
}
