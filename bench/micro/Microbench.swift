internal import Glibc
internal import Isolate
internal import Wasm

/// `microbench [--json] [worker.wasm]`: what a fresh isolate costs, apart from what the worker itself does, and what
/// parsing a request costs. Without a module it uses the smallest worker there is (`Guest.hello`).
func runMicrobench() {
    var path: String?
    var asJSON = false
    for argument in CommandLine.arguments.dropFirst() {
        if argument == "--json" { asJSON = true } else { path = argument }
    }
    do {
        let module = try path.map(readModule) ?? Module.bytes(fromText: Guest.hello)
        var results = try IsolateBench(module).run()
        results += ParserBench().run()
        print(asJSON ? json(results) : table(results))
    } catch {
        print("microbench: \(error)")
        exit(1)
    }
}

/// One figure.
struct Measurement {
    var name: String
    var value: Double
    var unit: String
}

struct BenchError: Error, CustomStringConvertible {
    var description: String
}

private func table(_ results: [Measurement]) -> String {
    results.map { result in
        let name = result.name + String(repeating: " ", count: max(1, 44 - result.name.count))
        return name + rounded(result.value) + " " + result.unit
    }.joined(separator: "\n")
}

private func json(_ results: [Measurement]) -> String {
    let entries = results.map { result in
        "{\"name\": \"\(result.name)\", \"value\": \(rounded(result.value)), \"unit\": \"\(result.unit)\"}"
    }
    return "[" + entries.joined(separator: ",\n ") + "]"
}

private func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
}

private func readModule(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else { throw BenchError(description: "\(path) cannot be opened") }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = unsafe fread(&part, 1, part.count, file)
        if count == 0 { return bytes }
        bytes += part[..<count]
    }
}

/// Nanoseconds of one call of `body`: the best of several rounds, because other work on the machine only adds.
func nanoseconds(rounds: Int = 9, times: Int, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<rounds {
        let start = ContinuousClock.now
        for _ in 0..<times { try body() }
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        best = min(best, (Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(times))
    }
    return best
}
