import Testing

@testable import Bench

@Suite("Options that would do nothing")
struct BenchOptionsTests {
    private typealias Option = BenchOptions.Option

    private enum Target: CaseIterable {
        case worker, cleartextURL, encryptedURL

        var option: BenchOptions.Target {
            switch self {
            case .worker: .worker
            case .cleartextURL: .url(isEncrypted: false)
            case .encryptedURL: .url(isEncrypted: true)
            }
        }
    }

    /// Without another option beside it, each of these does nothing.
    private static let needs: [Option: Option] = [
        .historyRuns: .history, .margin: .against, .confidence: .against, .rounds: .against,
    ]
    /// These do nothing, or the opposite, beside each other: of a worker.
    private static let clashes: [Option: Set<Option>] = [
        .update: [
            .wall, .against, .rate, .arrivals, .duration, .connections, .newConnections, .cleartext, .sweep, .margin,
            .confidence, .rounds,
        ],
        .cost: [
            .rate, .arrivals, .duration, .connections, .newConnections, .cleartext, .sweep, .margin, .confidence,
            .rounds,
        ],
        .sweep: [.against],
    ]
    /// These do nothing of such a target, whatever else there is.
    private static let never: [Target: Set<Option>] = [
        .worker: [.insecure], .cleartextURL: [.cost, .update, .cleartext, .insecure],
        .encryptedURL: [.cost, .update, .cleartext],
    ]

    private func doesNothing(_ a: Option, _ b: Option, _ target: Target) -> Bool {
        let pair: Set<Option> = [a, b]
        if !pair.isDisjoint(with: Self.never[target] ?? []) { return true }
        if pair.contains(where: { option in Self.needs[option].map { !pair.contains($0) } ?? false }) { return true }
        return Self.clashes[a]?.contains(b) == true || Self.clashes[b]?.contains(a) == true
    }

    private func problem(_ given: Set<Option>, _ target: Target) -> String? {
        BenchOptions(
            target: target.option, against: given.contains(.against) ? target.option : nil, given: given
        ).problem
    }

    @Test("of each pair of options it is known whether both do something, of a worker and of URLs")
    func pairs() {
        for target in Target.allCases {
            for a in Option.allCases {
                for b in Option.allCases {
                    let problem = problem([a, b], target)
                    #expect((problem != nil) == doesNothing(a, b, target), "\(a) \(b) \(target): \(problem ?? "none")")
                    // Whoever reads it finds one of the two in it, or what it is about.
                    if let problem {
                        #expect(
                            problem.contains(a.text) || problem.contains(b.text) || problem.contains("of a URL"),
                            "\(a) \(b) \(target): \(problem)")
                    }
                }
            }
        }
    }

    @Test("no option does nothing because of how results are given away")
    func output() {
        let output: Set<Option> = [.json, .junit, .annotations, .summary, .html, .history, .historyRuns, .suite, .only]
        for target in Target.allCases { #expect(problem(output, target) == nil) }
        #expect(problem(output.union([.cost, .wall, .rate, .against, .margin, .seed]), .worker) == nil)
    }

    @Test("--cost with --wall measures both: then options of the load do something")
    func both() {
        for option in Option.allCases where option.isOfLoad && option != .insecure && Self.needs[option] == nil {
            #expect(problem([.cost, .wall, option], .worker) == nil)
        }
    }

    @Test("a worker is compared with a worker, a URL with a URL")
    func kinds() {
        for (target, against) in [(BenchOptions.Target.worker, BenchOptions.Target.url(isEncrypted: true))] {
            for (one, other) in [(target, against), (against, target)] {
                let options = BenchOptions(target: one, against: other, given: [.against])
                #expect(options.problem?.contains("is compared with a") == true)
            }
        }
        let mixed = BenchOptions(
            target: .url(isEncrypted: false), against: .url(isEncrypted: true), given: [.against, .insecure])
        #expect(mixed.problem == nil)
    }

    @Test("a target is what its beginning says")
    func targets() {
        #expect(BenchOptions.Target("https://a").isURL)
        #expect(BenchOptions.Target("http://a").isURL)
        #expect(!BenchOptions.Target("workers/http").isURL)
        let insecure = { (target: String) in
            BenchOptions(target: BenchOptions.Target(target), against: nil, given: [.insecure]).problem
        }
        #expect(insecure("https://a") == nil)
        #expect(insecure("http://a") != nil)
    }

    @Test("only a load's own options want a load")
    func loads() {
        for option in Option.allCases {
            let options = BenchOptions(target: .worker, against: nil, given: [option])
            #expect(options.wantsLoad == (option.isOfLoad && option != .insecure), "\(option)")
        }
    }
}
