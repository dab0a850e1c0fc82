/// What one request of the suite costs: the same to the digit wherever the same toolchain made the module.
package struct CostCase: Sendable, Equatable {
    package var name: String
    /// "GET /cart?x=1"
    package var request: String
    /// What the worker answered; nil: it failed, see `problems`.
    package var status: Int?
    package var figures: CostFigures
    /// The same case in the baseline file.
    package var before: CostFigures?
    /// Dearest first. Functions that did not run are left out, but for those that did in the baseline: they have 0.
    package var functions: [FunctionCost]
    package var checks: [BudgetCheck]
    /// Wrong answers and failures of the worker; each a sentence.
    package var problems: [String]

    package init(name: String, request: String) {
        self.name = name
        self.request = request
        figures = CostFigures()
        functions = []
        checks = []
        problems = []
    }

    package var hasFailed: Bool { !problems.isEmpty || checks.contains { !$0.passed } }
}

/// Counts of one request, its initialisation not included.
package struct CostFigures: Sendable, Equatable {
    /// WebAssembly instructions executed, as wasmtime's fuel counts them.
    package var instructions = 0
    /// Pages of 4 KiB of the guest's memory that differ afterwards from the snapshot.
    package var pages = 0
    /// What the guest was given: head, body, origins' responses.
    package var bytesIn = 0
    /// What it wrote: its answer, its requests to origins.
    package var bytesOut = 0
    package var hostCalls = 0
    package var subrequests = 0
    /// Of the guest's heap; nil: not known, the module does not name its allocator.
    package var allocations: Int?
    package var allocatedBytes: Int?
    /// What `memory.copy` and `memory.fill` wrote, each of which counts as one instruction; nil: not counted.
    package var movedBytes: Int?

    package init() {}
}

/// What a function itself executed, without those that it called.
package struct FunctionCost: Sendable, Equatable {
    /// As in the source (demangled), or its index where the module has no names.
    package var name: String
    package var instructions: Int
    package var calls: Int
    /// In the baseline; nil: there is none, or the function is new.
    package var before: Int?

    package init(name: String, instructions: Int, calls: Int, before: Int? = nil) {
        self.name = name
        self.instructions = instructions
        self.calls = calls
        self.before = before
    }
}
