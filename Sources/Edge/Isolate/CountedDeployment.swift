internal import Wasm

/// What a deployment that counts has beside one that serves: its counters, and how a new instance looks.
///
/// Lifetime: that of its deployment. Immutable.
final class CountedDeployment: Sendable {
    let module: CountedModule
    let initialisation: CountedModule.Counts
    /// Of a new instance: what `init()` left.
    let start: CountedModule.Counts
    let image: [UInt8]

    /// Nil: nothing is counted.
    init?(
        _ counted: (module: CountedModule, initialisation: CountedModule.Counts)?, _ template: Template,
        _ runtime: IsolateRuntime
    ) throws(IsolateError) {
        guard let counted else { return nil }
        module = counted.module
        initialisation = counted.initialisation
        let instance = Instance(engine: runtime.engine)
        defer { instance.end() }
        do throws(WasmError) {
            try instance.begin(template, sliceTicks: 1)
            start = try counted.module.counts(of: instance)
        } catch {
            throw IsolateError(.runtime, error)
        }
        let memory = instance.memory
        image = unsafe memory.bytes(at: 0, count: UInt32(clamping: memory.count)).map { unsafe Array($0) } ?? []
    }
}

/// What a run, or an initialisation, executed: the same to the digit in every run, where the runtime's ambient is fixed.
package struct RunCounts: Sendable, Equatable {
    package struct Function: Sendable, Equatable {
        /// As functions are numbered in the module, its imports first.
        package var number: Int
        package var instructions: Int
        package var calls: Int
    }

    package var instructions: Int
    /// Those that ran, in the order of their numbers.
    package var functions: [Function]
    /// By `memory.copy` and `memory.fill`, which count as one instruction each.
    package var movedBytes: Int
    /// Pages of 64 KiB that it asked for.
    package var grownPages: Int
    /// Of the guest's heap; nil: the module has no allocator by a known name.
    package var allocations: Int?
    package var allocatedBytes: Int?
    /// Pages of 4 KiB that differ from those of a new instance. 0 of an initialisation.
    package var pages = 0

    init(_ counts: CountedModule.Counts, imported: Int) {
        instructions = counts.instructions
        functions = counts.functions.enumerated().compactMap { index, function in
            guard function.calls > 0 || function.instructions > 0 else { return nil }
            return Function(number: imported + index, instructions: function.instructions, calls: function.calls)
        }
        movedBytes = counts.movedBytes
        grownPages = counts.grownPages
        allocations = counts.allocations
        allocatedBytes = counts.allocatedBytes
    }
}

extension Deployment {
    /// What `init()` executed; nil where the runtime does not count functions.
    package var initialisationCounts: RunCounts? {
        counted.map { RunCounts($0.initialisation, imported: $0.module.imported) }
    }
}

extension Isolate {
    /// What the guest has executed so far; nil where the runtime does not count functions. Before `end()`.
    package var counts: RunCounts? {
        guard let counted = deployment?.counted, let now = try? counted.module.counts(of: instance) else { return nil }
        var counts = RunCounts(now - counted.start, imported: counted.module.imported)
        counts.pages = pagesChanged(from: counted.image)
        return counts
    }

    /// The same by the engine, as one number; nil where the runtime does not count fuel.
    package var fuelUsed: Int? { instance.fuelUsed.map { Int(clamping: $0) } }

    private static let pageBytes = 4096

    private func pagesChanged(from image: [UInt8]) -> Int {
        let memory = memory
        var pages = 0
        for start in stride(from: 0, to: memory.count, by: Self.pageBytes) {
            let count = min(Self.pageBytes, memory.count - start)
            guard let page = unsafe memory.bytes(at: UInt32(start), count: UInt32(count)) else { break }
            let before = image.dropFirst(start).prefix(count)
            // What has grown was zeros.
            let isSame =
                unsafe before.count == count ? page.elementsEqual(before) : unsafe page.allSatisfy { $0 == 0 }
            if !isSame { pages += 1 }
        }
        return pages
    }
}
