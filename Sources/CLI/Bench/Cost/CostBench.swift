import Bench
import HTTP
import Isolate
import Rehearsal
import Server
import Toolchain
import Wasm

/// The half of `swiftlet bench` that counts: each request of the suite in an isolate whose module counts what it
/// executes, with a clock and random numbers that are always the same.
///
/// Lives as long as the command. One thread.
struct CostBench {
    private let target: WorkerTarget
    private let suite: Suite
    private let deployment: Deployment
    private let pool: IsolatePool
    private let ambient: FixedAmbient
    private let calls: HostCallCounts
    private let names: FunctionNames

    /// Past it a request is taken for one that does not end. Counting is slower than serving, and what a worker may have
    /// there is no matter here: figures must not depend on the machine.
    private static let cpu = Duration.seconds(30)

    /// - Parameter seed: of the random numbers.
    init(_ target: WorkerTarget, _ suite: Suite, seed: UInt64) throws(CommandError) {
        self.target = target
        self.suite = suite
        ambient = FixedAmbient(seed: seed)
        calls = HostCallCounts()
        names = FunctionNames(target)
        var settings = target.runtimeSettings
        settings.counting = .functions
        settings.ambient = ambient
        var limits = target.limits
        limits.cpu = max(limits.cpu, Self.cpu)
        limits.backgroundCPU = max(limits.backgroundCPU, Self.cpu)
        limits.initialisationCPU = max(limits.initialisationCPU, Self.cpu)
        let origins = try target.originNames(suite.origins, suite.file ?? "the suite")
        do throws(IsolateError) {
            let runtime = try IsolateRuntime(settings, counting: calls)
            deployment = try Deployment(
                name: target.name, module: target.module, runtime: runtime, limits: limits, origins: origins,
                variables: (target.worker?.variables ?? []).map { ($0.name, $0.value) },
                secrets: (target.worker?.secrets ?? []).map { ($0.name, $0.value) })
            pool = IsolatePool(runtime: runtime)
        } catch {
            guard let fault = error.fault else { throw target.commandError(error) }
            printError(FailureReport(fault, target, step: "its initialisation").text)
            throw CommandError(1, "worker \(target.name) failed in its initialisation")
        }
    }

    var version: String { deployment.version }
    var initInstructions: Int? { deployment.initialisationCounts?.instructions }

    /// Measures every case, twice: figures that differ are told. One that does not end is measured once.
    func run(_ progress: (String) -> Void) throws(CommandError) -> [CostCase] {
        var found: [CostCase] = []
        for (index, item) in suite.cases.enumerated() {
            progress("counting \(index + 1) of \(suite.cases.count): \(item.name)")
            let measured = try measure(item)
            var first = measured.cost
            // How far one came that does not end depends on the machine.
            let second = measured.isEndless ? first : try measure(item).cost
            if first.figures != second.figures || first.functions != second.functions {
                first.problems.append(Self.difference(first, second))
            }
            found.append(first)
        }
        return found
    }

    /// Whatever a worker asks the host for is the same in every run: this is a mistake of swiftlet's, told as such.
    private static func difference(_ first: CostCase, _ second: CostCase) -> String {
        let figures = CostFigure.allCases.filter { first.figures[$0] != second.figures[$0] }.map { figure in
            "\(figure.rawValue) \(first.figures[figure] ?? 0) and \(second.figures[figure] ?? 0)"
        }
        let what = figures.isEmpty ? "its functions' instructions" : figures.joined(separator: ", ")
        return "two runs differ (\(what)): the figures cannot be relied on; please report this"
    }

    private func measure(_ item: Suite.Case) throws(CommandError) -> (cost: CostCase, isEndless: Bool) {
        var cost = CostCase(name: item.name, request: item.request.line)
        var counts: RunCounts?
        calls.reset()
        ambient.begin(.request)
        let run: WorkerRun
        let runner = WorkerRunner(
            deployment: deployment, pool: pool, request: item.request, limits: target.headLimits,
            doubles: suite.origins)
        do throws(IsolateError) {
            run = try runner.run { counts = $0.counts }
        } catch {
            throw CommandError(error)
        }
        guard let counts else { throw CommandError(70, "\(item.name): nothing was counted") }
        cost.figures = figures(item.request, run, counts)
        cost.functions = names.costs(counts)
        judge(run, item.expectation, &cost)
        var isEndless = run.laterFault?.cause == .cpu
        if case .failed(let fault) = run.answer, fault.cause == .cpu { isEndless = true }
        return (cost, isEndless)
    }

    private func figures(_ request: WorkerRequest, _ run: WorkerRun, _ counts: RunCounts) -> CostFigures {
        var figures = CostFigures()
        figures.instructions = counts.instructions
        figures.pages = counts.pages
        figures.bytesIn = request.head.count + request.body.count + run.originBytes
        figures.bytesOut = run.writtenBytes
        figures.hostCalls = calls.byName.reduce(0) { $0 + $1.count.calls }
        figures.subrequests = run.subrequests.count
        figures.allocations = counts.allocations
        figures.allocatedBytes = counts.allocatedBytes
        figures.movedBytes = counts.movedBytes
        return figures
    }

    // MARK: Right or wrong

    private func judge(_ run: WorkerRun, _ expectation: Suite.Expectation, _ cost: inout CostCase) {
        var body: [UInt8] = []
        switch run.answer {
        case .response(let status, let message):
            cost.status = status
            body = message.body
        case .forwarded(let origin, _, let response):
            cost.status = response?.status
            body = response?.message.body ?? []
            if response == nil {
                cost.problems.append(
                    "it forwards to the origin \(origin), which has no double: "
                        + "write [origins] \(origin) = { status = 200 }")
            }
        case .failed(let fault): cost.problems.append(sentence(fault))
        }
        if let fault = run.laterFault { cost.problems.append("after the answer: \(sentence(fault))") }
        guard let status = cost.status else { return }
        if let expected = expectation.status {
            if status != expected { cost.problems.append("it answers \(status), not \(expected)") }
        } else if !(200...399 ~= status) {
            cost.problems.append(
                "it answers \(status); where that is right, write expect = { status = \(status) }")
        }
        if !expectation.bodyContains.isEmpty, !body.contains(Array(expectation.bodyContains.utf8)) {
            cost.problems.append("its body does not contain \"\(expectation.bodyContains)\"")
        }
    }

    private func sentence(_ fault: Fault) -> String {
        if fault.cause == .cpu { return "it does not end: \(fault.detail)" }
        let report = FailureReport(fault, target)
        let cause = fault.unboundOrigin.map { "\(report.cause): \(advice(onOrigin: $0))" } ?? report.cause
        guard let place = report.diagnosis.place, let file = place.file else { return cause }
        return "\(cause), at \(file):\(place.line)"
    }

    private func advice(onOrigin name: String) -> String {
        let double = "[origins] \(name) = { status = 200 } in the suite"
        guard target.worker != nil else { return "write \(double)" }
        return "write origins = [\"\(name)\"] under [workers.\(target.name)] of swiftlet.toml, and \(double)"
    }
}

/// The names of a module's functions: its own, or those of NAME.wasm.debug beside it where it has none.
struct FunctionNames {
    private var names: [UInt32: String] = [:]

    private static let debugBytesMax = 512 << 20

    init(_ target: WorkerTarget) {
        guard let layout = try? ModuleLayout(target.module) else { return }
        names = ModuleNames(layout).functions
        guard names.isEmpty, LocalFile.exists(target.modulePath + ".debug"),
            let bytes = try? LocalFile.read(target.modulePath + ".debug", bytesMax: Self.debugBytesMax),
            let debug = try? ModuleLayout(bytes)
        else { return }
        names = ModuleNames(debug).functions
    }

    /// Dearest first. Functions that read the same, which the compiler made of one, are one.
    func costs(_ counts: RunCounts) -> [FunctionCost] {
        var costs: [String: FunctionCost] = [:]
        for function in counts.functions {
            let name = name(of: function.number)
            var cost = costs[name] ?? FunctionCost(name: name, instructions: 0, calls: 0)
            cost.instructions += function.instructions
            cost.calls += function.calls
            costs[name] = cost
        }
        return costs.values.sorted { ($1.instructions, $0.name) < ($0.instructions, $1.name) }
    }

    private func name(of number: Int) -> String {
        guard let name = names[UInt32(number)] else { return "function \(number)" }
        // LLVM numbers those that have no name: the next build may number them otherwise.
        if name.hasPrefix(".L__unnamed_") { return "functions without a name" }
        return shortName(readableName(name)).replacing("SwiftletFormats.", with: "")
    }
}
