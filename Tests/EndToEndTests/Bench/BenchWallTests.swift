import Foundation
import Testing

/// `swiftlet bench` by the clock: loads on the real host. Serial: two loads at once disturb each other.
@Suite("bench by the clock", .serialized)
struct BenchWallTests {
    private let hello = Repository.module("hello")

    private struct Report: Decodable {
        struct Case: Decodable {
            struct Latency: Decodable {
                struct Point: Decodable {
                    var percentile: Double
                    var us: Double
                }

                var count: Int
                var percentiles: [Point]

                func at(_ percentile: Double) -> Double? { percentiles.first { $0.percentile == percentile }?.us }
            }

            struct Failure: Decodable {
                var kind: String
                var count: Int
            }

            var name: String
            var side: String?
            var passed: Bool
            var tls: Bool
            var latency: Latency
            var failures: [Failure]
            var serverUs: Double?
        }

        struct Comparison: Decodable {
            var figure: String
            var verdict: String
            var ratio: Double
            var low: Double
            var high: Double
        }

        struct Sweep: Decodable {
            struct Step: Decodable { var rate: Double }

            var steps: [Step]
        }

        var wall: [Case]
        var comparisons: [Comparison]
        var sweeps: [Sweep]
    }

    private func bench(_ arguments: String...) throws -> (command: Command, report: Report?) {
        let command = try Command(arguments: [Repository.binary, "bench"] + arguments + ["--json"])
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (command, try? decoder.decode(Report.self, from: Data(command.output.utf8)))
    }

    @Test("a worker is served over TLS by a server of its own, and each request that is due is answered")
    func worker() throws {
        let (command, report) = try bench(hello, "--wall", "--rate", "200", "--duration", "500ms")
        let found = try #require(report?.wall.first, "\(command.errors)\(command.output)")
        #expect(command.exitCode == 0)
        #expect(found.latency.count == 100)
        #expect(found.failures.isEmpty)
        #expect(found.tls)
        #expect((found.serverUs ?? 0) > 0)
    }

    @Test("a connection for each request, and clients that come as they like")
    func connections() throws {
        let (command, report) = try bench(
            hello, "--wall", "--rate", "100", "--duration", "500ms", "--new-connections", "--arrivals", "poisson")
        let found = try #require(report?.wall.first, "\(command.errors)\(command.output)")
        #expect(found.failures.isEmpty)
        // 50 in the mean; the seed says how many.
        #expect(20...90 ~= found.latency.count)
        let again = try bench(
            hello, "--wall", "--rate", "100", "--duration", "500ms", "--new-connections", "--arrivals", "poisson",
            "--seed", "2")
        #expect(again.report?.wall.first?.failures.isEmpty == true)
    }

    @Test("a URL is measured where it is; nothing is known of its processor")
    func url() throws {
        let server = try RunningServer(
            """
            [[routes]]
            match = "*/*"
            respond = { status = 200, body = "ok" }
            """)
        let url = server.url(.cleartext, "/a")
        let (command, report) = try bench(url, "--rate", "200", "--duration", "500ms")
        let found = try #require(report?.wall.first, "\(command.errors)\(command.output)")
        #expect(command.exitCode == 0)
        #expect(found.latency.count == 100)
        #expect(found.serverUs == nil)
        #expect(!found.tls)
        #expect(!command.output.contains("server on processor"))
        // Its certificate is its own: nobody has to trust it.
        let secure = server.url(.tls, "/a")
        #expect(try bench(secure, "--rate", "200", "--duration", "500ms").command.exitCode == 69)
        #expect(try bench(secure, "--rate", "200", "--duration", "500ms", "--insecure").command.exitCode == 0)
    }

    @Test("origins are doubles that take their time, and budgets are kept or not")
    func suite() throws {
        let folder = try TemporaryFolder()
        let suite = try folder.write(
            "bench.toml",
            """
            [origins]
            shop = { status = 200, body = "soap", delay = "30ms" }
            [[cases]]
            name = "cart"
            url = "/cart?x=1"
            expect = { status = 200, body_contains = "soap" }
            [wall]
            rate = 100
            duration = "300ms"
            budget = { p50 = "≤ 20ms", error_rate = "≤ 1%" }
            """.utf8)
        let (command, report) = try bench(Repository.module("storefront"), "--wall", "--suite", suite)
        let found = try #require(report?.wall.first, "\(command.errors)\(command.output)")
        #expect(found.name == "cart")
        #expect(found.failures.isEmpty)
        #expect(try #require(found.latency.at(50)) >= 29_000)
        #expect(!found.passed)
        #expect(command.exitCode == 1)
    }

    @Test("two equal versions are not told apart")
    func comparison() throws {
        let (command, report) = try bench(
            hello, "--wall", "--against", hello, "--rate", "500", "--duration", "1s", "--rounds", "10")
        let found = try #require(report, "\(command.errors)\(command.output)")
        #expect(command.exitCode == 0)
        #expect(found.comparisons.map(\.figure) == ["p50", "p99", "CPU per request"])
        for comparison in found.comparisons {
            #expect(["no difference", "undecided"].contains(comparison.verdict), "\(comparison)")
            #expect(comparison.low <= comparison.ratio && comparison.ratio <= comparison.high)
        }
        #expect(found.wall.map(\.side) == ["A", "B"])
        // Twenty slices of 50 ms.
        #expect(found.wall.map(\.latency.count) == [500, 500])
    }

    @Test("a sweep tries rates from the lowest on")
    func sweep() throws {
        let folder = try TemporaryFolder()
        let suite = try folder.write(
            "bench.toml",
            """
            [[cases]]
            name = "home"
            url = "/"
            [wall]
            rate = 100
            duration = "200ms"
            step = "200ms"
            sweep = { from = 100, to = 150 }
            """.utf8)
        let (command, report) = try bench(hello, "--wall", "--suite", suite)
        let found = try #require(report?.sweeps.first, "\(command.errors)\(command.output)")
        #expect(found.steps.first?.rate == 100)
    }

    @Test("what cannot be measured is told in a line")
    func errors() throws {
        let closed = try bench("http://127.0.0.1:1/", "--rate", "100", "--duration", "500ms").command
        #expect(closed.exitCode == 69)
        #expect(closed.output.contains("connection refused"))
        #expect(try bench(hello, "--wall", "--rate", "0").command.exitCode == 64)
        #expect(try bench(hello, "--wall", "--duration", "5").command.exitCode == 64)
        #expect(try bench(hello, "--wall", "--margin", "90%").command.exitCode == 64)
        #expect(try bench(hello, "--wall", "--sweep", "200-100").command.exitCode == 64)
        #expect(try bench("http://", "--rate", "100").command.exitCode == 64)
    }
}
