import Foundation
import Testing

@testable import Bench

@Suite("The JSON")
struct BenchJSONTests {
    @Test("says all there is of a run", arguments: [SampleRun.passed(), SampleRun.failed()])
    func roundTrip(_ run: BenchRun) throws {
        let reader = try RunReader(BenchJSON.text(run))
        #expect(reader.schema == 1)
        #expect(reader.started == "2026-11-21T22:04:09Z")
        #expect(reader.passed == !run.hasFailed)
        #expect(reader.run == run)
    }

    @Test("keeps names as they are, whatever they are")
    func hostile() throws {
        let run = HostileRun.run()
        let text = BenchJSON.text(run)
        #expect(!text.contains("\n"))
        #expect(try RunReader(text).run == run)
    }

    @Test("has null for what is no number")
    func numbers() throws {
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(BenchJSON.text(HostileRun.numbers()).utf8)) as? [String: Any])
        let wall = try #require(json["wall"] as? [[String: Any]])
        #expect(wall[0]["rate"] is NSNull)
    }

    @Test("of a module with a hundred thousand functions has the dearest and those that changed most")
    func bounded() throws {
        let text = BenchJSON.text(HostileRun.manyFunctions())
        #expect(text.utf8.count < 2 << 20)
        let cost = try RunReader(text).cost[0]
        #expect(cost.functions.count == 1_000)
        #expect(cost.functions[499].name == "module.function499(with: Argument)")
        #expect(cost.functions[500...].allSatisfy { $0.instructions - ($0.before ?? 0) == 6 })
        #expect(cost.functions_left_out.count == 99_000)
        let all = (0..<100_000).reduce(0) { $0 + 200_000 - $1 }
        #expect(cost.functions.reduce(0) { $0 + $1.instructions } + cost.functions_left_out.instructions == all)
    }

    @Test("has exactly the members that docs/bench-json.md describes")
    func documentation() throws {
        let text = try Repository.text("docs/bench-json.md")
        let documented = Set(text.matches(of: /(?m)^\| `([a-z0-9_.\[\]]+)` \|/).map { String($0.1) })
        let json = try JSONSerialization.jsonObject(with: Data(BenchJSON.text(SampleRun.failed()).utf8))
        #expect(documented == Self.paths(json, ""))
    }

    /// "cost[].figures.pages"
    private static func paths(_ json: Any, _ prefix: String) -> Set<String> {
        switch json {
        case let object as [String: Any]:
            // What is one of `figures` is described once.
            Set(
                object.flatMap { name, value in
                    let path = prefix.isEmpty ? name : "\(prefix).\(name)"
                    return name == "before" && value is [String: Any] ? [path] : [path] + paths(value, path)
                })
        case let array as [Any]: Set(array.flatMap { paths($0, prefix + "[]") })
        default: []
        }
    }
}
