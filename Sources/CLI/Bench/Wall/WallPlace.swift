import Load
import Loop

/// Which processors the server and the generator run on: each one of its own, where there are two or more.
struct WallPlace {
    private let allowed = Processors.allowed
    /// The generator has its processor to itself.
    let areApart: Bool

    init() {
        areApart = allowed.count > 1 && Processors.run(on: [allowed[allowed.count - 1]])
    }

    /// Runs `body` where servers run: the processes that it starts stay there.
    func asServer<Result>(_ body: () -> Result) -> Result {
        guard areApart else { return body() }
        _ = Processors.run(on: [allowed[0]])
        defer { _ = Processors.run(on: [allowed[allowed.count - 1]]) }
        return body()
    }

    /// For people.
    ///
    /// - Parameter startsServer: false: a URL is measured, whose server runs who knows where.
    func remark(startsServer: Bool) -> String {
        guard areApart else {
            guard startsServer else { return "the load generator has no processor of its own" }
            return "the load generator and the server share a processor: latencies hold the generator's own work"
        }
        let frequencies = MachineReading.now(servers: []).frequencies.map { "\($0 / 1000)" }
        let told = frequencies.isEmpty ? "not told" : "\(frequencies.joined(separator: ", ")) MHz"
        guard startsServer else {
            return "load generator on processor \(allowed[allowed.count - 1]); frequency of the processors: \(told)"
        }
        return "server on processor \(allowed[0]), load generator on processor \(allowed[allowed.count - 1]); "
            + "their frequency: \(told)"
    }
}
