import Foundation
import Testing

@testable import Bench

@Suite("The history")
struct BenchHistoryTests {
    private func text(_ history: BenchHistory) -> String { String(decoding: history.bytes, as: UTF8.self) }

    @Test("gets a line for a run, and reads it again")
    func roundTrip() throws {
        var history = BenchHistory()
        history.append(SampleRun.failed())
        history.append(HostileRun.run())
        #expect(text(history).split(separator: "\n").count == 2)
        let read = BenchHistory(history.bytes)
        #expect(read.broken == [])
        #expect(read.entries == history.entries)
        #expect(read.bytes == history.bytes)
        let entry = try #require(read.entries.first)
        #expect(entry.cost.map(\.name) == ["home", "cart", "checkout"])
        // Of two versions the one that is being worked on.
        #expect(entry.p99.map(\.name) == ["home", "checkout"])
        #expect(!entry.passed)
        #expect(read.entries(of: "storefront").count == 1)
    }

    @Test("keeps the last runs")
    func bounded() {
        var history = BenchHistory()
        for index in 0..<10 {
            var run = SampleRun.passed()
            run.startedAt = Int64(index)
            history.append(run, most: 4)
        }
        #expect(history.entries.map(\.startedAt) == [6, 7, 8, 9])
        #expect(BenchHistory(history.bytes).entries == history.entries)
    }

    @Test("leaves lines that it cannot read where they are, and says which")
    func broken() {
        var history = BenchHistory()
        history.append(SampleRun.passed())
        let good = text(history)
        var mixed = BenchHistory(Array((good + "nonsense\n{\"target\":\"x\"}\n" + good + "{\"target\":").utf8))
        #expect(mixed.broken.map(\.number) == [2, 3, 5])
        #expect(mixed.broken[1].reason.contains("started_at"))
        #expect(!mixed.isForeign)
        #expect(mixed.entries.count == 2)
        mixed.append(SampleRun.passed())
        #expect(text(mixed) == good + "nonsense\n{\"target\":\"x\"}\n" + good + "{\"target\":\n" + good)
        mixed.append(SampleRun.passed(), most: 3)
        #expect(text(mixed) == "{\"target\":\n" + good + good)
        #expect(mixed.entries.count == 2)
    }

    @Test("numbers broken lines as the file has them, empty ones included")
    func numbers() {
        let history = BenchHistory(Array("\n\nnonsense\n".utf8))
        #expect(history.broken.map(\.number) == [3])
    }

    @Test("knows a file that is no history", arguments: ["[cases]\nname = 1\n", "{}", "\u{0}\u{FF}", "[1]\n[2]"])
    func foreign(_ text: String) {
        #expect(BenchHistory(Array(text.utf8)).isForeign)
    }

    @Test("begins with nothing", arguments: ["", "\n", " \r\n"])
    func empty(_ text: String) {
        let history = BenchHistory(Array(text.utf8))
        #expect(!history.isForeign)
        #expect(history.entries == [])
        #expect(history.broken == [])
    }
}
