/// The figures that a suite's later ones are compared with: a file beside the suite, committed with the worker.
package struct Baseline: Sendable, Equatable {
    package struct Case: Sendable, Equatable {
        package var figures: CostFigures
        /// Instructions by function.
        package var functions: [String: Int]

        package init(figures: CostFigures, functions: [String: Int]) {
            self.figures = figures
            self.functions = functions
        }
    }

    /// Of the random numbers that workers were given.
    package var seed: UInt64
    package var initInstructions: Int?
    package var cases: [String: Case]

    package init(seed: UInt64, initInstructions: Int? = nil, cases: [String: Case] = [:]) {
        self.seed = seed
        self.initInstructions = initInstructions
        self.cases = cases
    }

    /// Which form the file has.
    static let format = 1
    /// Larger files are no baselines.
    package static let bytesMax = 64 << 20
}

extension CostCase {
    /// Takes over what the baseline says of this case: figures, and each function's instructions, those included that
    /// did not run any more.
    package mutating func compare(with baseline: Baseline.Case) {
        before = baseline.figures
        var gone = baseline.functions
        for index in functions.indices {
            functions[index].before = gone.removeValue(forKey: functions[index].name)
        }
        for (name, instructions) in gone.sorted(by: { $0.key < $1.key }) where instructions > 0 {
            functions.append(FunctionCost(name: name, instructions: 0, calls: 0, before: instructions))
        }
    }

    /// As the baseline keeps it.
    package var asBaseline: Baseline.Case {
        var instructions: [String: Int] = [:]
        for function in functions where function.instructions > 0 {
            instructions[function.name, default: 0] += function.instructions
        }
        return Baseline.Case(figures: figures, functions: instructions)
    }
}
