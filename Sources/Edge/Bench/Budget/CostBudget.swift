/// What a case of the suite may cost.
package struct CostBudget: Sendable, Equatable {
    /// By the figure's name, in the order of `CostFigure`.
    package var limits: [CostFigure: Amount] = [:]
    /// How much more instructions than the baseline's there may be.
    package var regressionMost: Percentage?

    package init() {}

    package var isEmpty: Bool { limits.isEmpty && regressionMost == nil }

    /// This one where it says something, else the other.
    package func over(_ general: CostBudget) -> CostBudget {
        var budget = general
        for (figure, amount) in limits { budget.limits[figure] = amount }
        if let regressionMost { budget.regressionMost = regressionMost }
        return budget
    }

    /// Holds a case to it: the checks, and what could not be checked, each a sentence.
    ///
    /// - Parameter baseline: how the file with the figures before is called; nil: figures are not compared.
    package func check(
        _ figures: CostFigures, before: CostFigures?, baseline: String?
    ) -> (checks: [BudgetCheck], problems: [String]) {
        var checks: [BudgetCheck] = []
        var problems: [String] = []
        for figure in CostFigure.allCases {
            guard let limit = limits[figure] else { continue }
            guard let value = figures[figure] else {
                problems.append(
                    "\(figure.rawValue) \(limit.text) cannot be held: the module does not name its allocator")
                continue
            }
            checks.append(
                BudgetCheck(
                    figure: figure.rawValue, limit: limit.text, value: Double(value), most: Double(limit.value),
                    before: before?[figure].map(Double.init)))
        }
        guard let regressionMost, let baseline else { return (checks, problems) }
        if let before {
            let most = Double(before.instructions) * (1 + regressionMost.fraction)
            checks.append(
                BudgetCheck(
                    figure: CostFigure.cost.rawValue, limit: "\(regressionMost.text) over the baseline",
                    value: Double(figures.instructions), most: most, before: Double(before.instructions)))
        } else {
            problems.append(
                "max_regression = \"\(regressionMost.text)\" has nothing to compare with: \(baseline) does not have the "
                    + "case; write it with --update, and commit it")
        }
        return (checks, problems)
    }
}

/// The figures of a case by the names that suites and baselines give them.
package enum CostFigure: String, CaseIterable, Sendable {
    case cost, pages
    case bytesIn = "bytes_in"
    case bytesOut = "bytes_out"
    case hostCalls = "host_calls"
    case subrequests, allocations
    case allocatedBytes = "allocated_bytes"
    case movedBytes = "moved_bytes"
}

extension CostFigures {
    /// Nil: not known.
    package subscript(figure: CostFigure) -> Int? {
        get {
            switch figure {
            case .cost: instructions
            case .pages: pages
            case .bytesIn: bytesIn
            case .bytesOut: bytesOut
            case .hostCalls: hostCalls
            case .subrequests: subrequests
            case .allocations: allocations
            case .allocatedBytes: allocatedBytes
            case .movedBytes: movedBytes
            }
        }
        set {
            switch figure {
            case .cost: instructions = newValue ?? 0
            case .pages: pages = newValue ?? 0
            case .bytesIn: bytesIn = newValue ?? 0
            case .bytesOut: bytesOut = newValue ?? 0
            case .hostCalls: hostCalls = newValue ?? 0
            case .subrequests: subrequests = newValue ?? 0
            case .allocations: allocations = newValue
            case .allocatedBytes: allocatedBytes = newValue
            case .movedBytes: movedBytes = newValue
            }
        }
    }
}
