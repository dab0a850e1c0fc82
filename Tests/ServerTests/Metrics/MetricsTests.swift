import Foundation
import HTTP
import Testing

@testable import Server

@Suite("What a server counts")
struct MetricsTests {
    private func exposition(_ metrics: Metrics) throws -> Exposition {
        var text = ByteBuffer()
        metrics.write(into: &text)
        return try Exposition(String(decoding: unsafe Array(text.readable), as: UTF8.self))
    }

    @Test("the loops' numbers are added up, each worker and origin for itself")
    func sums() throws {
        let metrics = Metrics(loops: 3, workers: ["a", "b"], origins: ["shop"])
        metrics.loops[0].add(.requests, worker: 1, 5)
        metrics.loops[2].add(.requests, worker: 1)
        metrics.loops[1].add(.cpuNanoseconds, worker: 0, 1_050_000_000)
        metrics.loops[1].add(.notHTTP, origin: 0)
        for loop in metrics.loops { loop.add(.connections, 2) }
        metrics.loops[0].subtract(.connections, 2)
        let seen = try exposition(metrics)
        #expect(seen.value("swiftlet_worker_requests_total", ["worker": "a"]) == 0)
        #expect(seen.value("swiftlet_worker_requests_total", ["worker": "b"]) == 6)
        #expect(seen.value("swiftlet_worker_cpu_seconds_total", ["worker": "a"]) == 1.05)
        #expect(seen.value("swiftlet_origin_failures_total", ["origin": "shop", "cause": "not_http"]) == 1)
        #expect(seen.value("swiftlet_origin_failures_total", ["origin": "shop", "cause": "untrusted"]) == 0)
        #expect(seen.value("swiftlet_connections") == 4)
        #expect(seen.value("swiftlet_threads") == 3)
    }

    @Test("no two counters share a cell")
    func cells() {
        let layout = MetricLayout(workers: 3, origins: 2)
        var all = LoopCounter.allCases.map(\.rawValue)
        for worker in 0..<3 { all += WorkerCounter.allCases.map { layout.index($0, worker) } }
        for origin in 0..<2 { all += OriginCounter.allCases.map { layout.index($0, origin) } }
        #expect(all.sorted() == Array(0..<layout.cellCount))
    }

    @Test("whatever a name holds, it stays within its label")
    func escaping() throws {
        let names = ["a\"b", "back\\slash", "two\nlines", "\\n", "x\"} 1\ny{z=\"", "plain", ""]
        let seen = try exposition(Metrics(loops: 1, workers: names, origins: []))
        let family = try #require(seen.families["swiftlet_worker_requests_total"])
        #expect(family.samples.map { $0.labels["worker"] } == names)
    }

    @Test("the process's own numbers are those of the system")
    func process() throws {
        let seen = try exposition(Metrics(loops: 1, workers: [], origins: []))
        let resident = try #require(seen.value("process_resident_memory_bytes"))
        #expect(resident > 1_000_000)
        #expect(try #require(seen.value("process_virtual_memory_bytes")) > resident)
        let open = try #require(seen.value("process_open_fds"))
        let listed = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        // Other tests open and close files meanwhile.
        #expect(open > 2 && abs(open - Double(listed)) < 200)
        #expect(try #require(seen.value("process_max_fds")) >= open)
        #expect(try #require(seen.value("process_cpu_seconds_total")) > 0)
        #expect(try #require(seen.value("process_start_time_seconds")) > 1_700_000_000)
    }

    @Test(
        "text that a collector would not take is refused by the reader of these tests",
        arguments: [
            "a 1", "# HELP a x\n# TYPE a gauge\n", "# HELP a x\n# TYPE a counter\na 1\n",
            "# HELP a x\n# TYPE a gauge\na 1\na 1\n", "# HELP a x\n# TYPE a gauge\nb 1\n",
            "# HELP a x\n# TYPE a gauge\na{b=\"c\" 1\n", "# HELP a x\n# TYPE a gauge\na{b=\"c\\t\"} 1\n",
            "# HELP a x\n# TYPE a gauge\na 1\n# HELP b x\n# TYPE b gauge\nb 1\n# HELP a x\n# TYPE a gauge\na 2\n",
        ])
    func strictness(_ text: String) {
        #expect(throws: Exposition.Mistake.self) { try Exposition(text) }
    }
}
