import Bench
import Foundation

/// Reads what `BenchJSON` writes, as a stranger would who has only docs/bench-json.md: a member that is not there, or of
/// another kind, is an error.
struct RunReader: Decodable {
    struct Machine: Decodable {
        var processor: String
        var processors: Int
        var kernel: String
        var swiftlet: String
        var engine: String
    }

    struct Check: Decodable {
        var figure: String
        var limit: String
        var value: Double?
        var most: Double?
        var before: Double?
        var passed: Bool
    }

    struct Figures: Decodable {
        var instructions, pages, bytes_in, bytes_out, host_calls, subrequests: Int
        var allocations, allocated_bytes, moved_bytes: Int?
    }

    struct Function: Decodable {
        var name: String
        var instructions: Int
        var calls: Int
        var before: Int?
    }

    struct Cost: Decodable {
        struct Left: Decodable { var count, instructions: Int }
        var name, request: String
        var status: Int?
        var passed: Bool
        var figures: Figures
        var before: Figures?
        var functions: [Function]
        var functions_left_out: Left
        var checks: [Check]
        var problems: [String]
    }

    struct Latency: Decodable {
        struct Point: Decodable { var percentile, us: Double }
        struct Bucket: Decodable {
            var up_to_us: Double
            var count: Int
        }
        var count: Int
        var mean_us, max_us: Double
        var percentiles: [Point]
        var buckets: [Bucket]
    }

    struct Wall: Decodable {
        struct Failure: Decodable {
            var kind: String
            var count: Int
        }
        var name, request, arrivals: String
        var side: String?
        var passed, new_connections, tls: Bool
        var rate, achieved_rate, seconds, warm_up_seconds: Double
        var connections: Int
        var latency: Latency
        var failures: [Failure]
        var server_us: Double?
        var disturbances: [String]
        var checks: [Check]
    }

    struct Sweep: Decodable {
        struct Step: Decodable {
            var rate, achieved_rate, p50_us, p99_us: Double
            var failures: Int
            var disturbed: Bool
        }
        var name, rule: String
        var knee: Double?
        var steps: [Step]
    }

    struct Comparison: Decodable {
        var name, figure, a, b, verdict: String
        var ratio, low, high, confidence: Double
        var rounds: Int
        var margin: Double?
        var disturbed, passed: Bool
    }

    var schema: Int
    var started_at: Int64
    var started, target: String
    var version, suite, baseline: String?
    var passed: Bool
    var machine: Machine
    var init_instructions: Int?
    var cost: [Cost]
    var wall: [Wall]
    var sweeps: [Sweep]
    var comparisons: [Comparison]
    var notes: [String]

    init(_ text: String) throws {
        self = try JSONDecoder().decode(RunReader.self, from: Data(text.utf8))
    }
}

extension RunReader {
    /// The run again.
    var run: BenchRun {
        var run = BenchRun(
            startedAt: started_at, target: target,
            machine: BenchMachine(
                processor: machine.processor, processors: machine.processors, kernel: machine.kernel,
                swiftlet: machine.swiftlet, engine: machine.engine))
        run.version = version
        run.suite = suite
        run.baseline = baseline
        run.initInstructions = init_instructions
        run.cost = cost.map(\.value)
        run.wall = wall.map(\.value)
        run.sweeps = sweeps.map { sweep in
            RateSweep(
                name: sweep.name,
                steps: sweep.steps.map {
                    .init(
                        rate: $0.rate, achievedRate: $0.achieved_rate, p50: $0.p50_us, p99: $0.p99_us,
                        failures: $0.failures, isDisturbed: $0.disturbed)
                }, knee: sweep.knee, rule: sweep.rule)
        }
        run.comparisons = comparisons.map {
            WallComparison(
                name: $0.name, figure: $0.figure, a: $0.a, b: $0.b, ratio: $0.ratio, low: $0.low, high: $0.high,
                confidence: $0.confidence, rounds: $0.rounds, verdict: .init(rawValue: $0.verdict)!, margin: $0.margin,
                isDisturbed: $0.disturbed, hasFailed: !$0.passed)
        }
        run.notes = notes
        return run
    }
}

extension RunReader.Figures {
    var value: CostFigures {
        var value = CostFigures()
        value.instructions = instructions
        value.pages = pages
        value.bytesIn = bytes_in
        value.bytesOut = bytes_out
        value.hostCalls = host_calls
        value.subrequests = subrequests
        value.allocations = allocations
        value.allocatedBytes = allocated_bytes
        value.movedBytes = moved_bytes
        return value
    }
}

extension RunReader.Check {
    var budget: BudgetCheck {
        BudgetCheck(figure: figure, limit: limit, value: value ?? .nan, most: most ?? .nan, before: before)
    }
}

extension RunReader.Cost {
    var value: CostCase {
        var cost = CostCase(name: name, request: request)
        cost.status = status
        cost.figures = figures.value
        cost.before = before?.value
        cost.functions = functions.map {
            FunctionCost(name: $0.name, instructions: $0.instructions, calls: $0.calls, before: $0.before)
        }
        cost.checks = checks.map(\.budget)
        cost.problems = problems
        return cost
    }
}

extension RunReader.Wall {
    var value: WallCase {
        var wall = WallCase(name: name, request: request, arrivals: .init(rawValue: arrivals)!, rate: rate)
        wall.side = side
        wall.achievedRate = achieved_rate
        wall.connections = connections
        wall.opensConnections = new_connections
        wall.tls = tls
        wall.seconds = seconds
        wall.warmUpSeconds = warm_up_seconds
        wall.latency.count = latency.count
        wall.latency.mean = latency.mean_us
        wall.latency.most = latency.max_us
        wall.latency.percentiles = latency.percentiles.map { .init(percentile: $0.percentile, microseconds: $0.us) }
        wall.latency.buckets = latency.buckets.map { .init(microseconds: $0.up_to_us, count: $0.count) }
        wall.failures = failures.map { ($0.kind, $0.count) }
        wall.serverMicroseconds = server_us
        wall.disturbances = disturbances
        wall.checks = checks.map(\.budget)
        return wall
    }
}
