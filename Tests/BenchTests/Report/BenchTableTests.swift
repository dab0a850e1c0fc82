import Testing

@testable import Bench

@Suite("The table")
struct BenchTableTests {
    @Test("shows every case, what grew, and what came of it")
    func failed() {
        let text = BenchTable.text(SampleRun.failed(), TextStyle(width: 160))
        #expect(text.contains("bench storefront 3f9a12c0"))
        #expect(text.contains("✗  checkout  GET /checkout?x=1"))
        #expect(text.contains("✗ checkout\n  cost: "))
        #expect(text.contains("  the answer is 500, expected 200\n"))
        let grown = text.split(separator: "\n").first { $0.contains("JSONReader.object(body:)") }
        #expect(grown?.contains("+1,294") == true)
        #expect(text.contains("p99 "))
        #expect(text.hasSuffix("✗ failed: checkout, search\n"))
    }

    @Test("ends with how many passed")
    func passed() {
        #expect(BenchTable.text(SampleRun.passed()).hasSuffix("✓ passed: 4 cases\n"))
    }

    @Test("has colours only where they are wanted")
    func colours() {
        #expect(!BenchTable.text(SampleRun.failed(), TextStyle(width: 120)).contains("\u{1B}"))
        #expect(BenchTable.text(SampleRun.failed(), TextStyle(width: 120, hasColours: true)).contains("\u{1B}[1;31m"))
    }

    @Test("keeps to the terminal's width", arguments: [40, 60, 80, 100, 200])
    func width(_ width: Int) {
        for run in [SampleRun.passed(), SampleRun.failed(), HostileRun.run()] {
            // Words that are longer than a line stand as they are; all of ours are short.
            let own = BenchTable.text(run, TextStyle(width: width)).split(separator: "\n")
                .filter { line in line.split(separator: " ").allSatisfy { TextWidth.of(String($0)) <= width - 4 } }
            for line in own { #expect(TextWidth.of(String(line)) <= max(width, 80), "\(line)") }
        }
    }

    @Test("gives no line of its own to hostile names", arguments: HostileRun.all)
    func hostile(_ run: BenchRun) {
        let text = BenchTable.text(run)
        for line in text.split(separator: "\n") {
            #expect(!line.drop { $0 == " " }.hasPrefix("::"))
            #expect(!line.contains("##["))
        }
        let allowed: (Unicode.Scalar) -> Bool = { $0 == "\n" || !Plain.isHidden($0) }
        #expect(text.unicodeScalars.allSatisfy(allowed))
        #expect(text.utf8.count < 1 << 20)
    }

    @Test("draws a histogram whose tallest column is full, and shows what was seen once")
    func histogram() {
        var latency = LatencySummary()
        latency.buckets = [1, 0, 100, 50, 1].enumerated().map { .init(microseconds: Double($0 + 1) * 100, count: $1) }
        latency.percentiles = [.init(percentile: 50, microseconds: 250), .init(percentile: 99, microseconds: 400)]
        #expect(
            TextHistogram.lines(latency, TextStyle(), indent: "") == [
                "│  █", "│  █", "│  █▄", "│  ██", "│▁ ██▁", "└─────", " ≤ 100 µs 500 µs",
            ])
    }

    @Test("of a failure is what docs/ci.md shows")
    func documentation() throws {
        let document = try Repository.text("docs/ci.md")
        let block = try #require(document.firstMatch(of: /```text\n((?:.*\n)*?)```/)).1
        #expect(block.hasPrefix("✗ checkout\n"))
        #expect(BenchTable.text(SampleRun.failed()).contains(block))
    }

    @Test("draws nothing of nothing")
    func empty() {
        #expect(TextHistogram.lines(LatencySummary(), TextStyle(), indent: "") == [])
        let run = BenchRun(startedAt: 0, target: "nobody", machine: SampleRun.machine)
        #expect(BenchTable.text(run).hasSuffix("✓ passed: 0 cases\n"))
    }
}
