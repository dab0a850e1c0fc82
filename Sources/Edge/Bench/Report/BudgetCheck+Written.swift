extension BudgetCheck {
    private enum Unit { case count, microseconds, fraction }

    private var unit: Unit {
        switch figure {
        case "error_rate": .fraction
        case "mean", "max", "cpu": .microseconds
        case let name where name.hasPrefix("p") && name.dropFirst().first?.isNumber == true: .microseconds
        default: .count
        }
    }

    /// A value of this check's figure, with its unit.
    func written(_ value: Double) -> String {
        switch unit {
        case .count: Written.number(value)
        case .microseconds: Written.microseconds(value)
        case .fraction: Written.percent(value)
        }
    }

    /// What came of it, one line: "cost: 61,204, was 59,950 (+2.09%); budget ≤ 60k = 60,000: 1,204 too many".
    package var sentence: String {
        let limit = Plain.line(limit)
        // Of what is counted there are no halves.
        let most = unit == .count ? most.rounded(.down) : most
        var text = "\(Plain.line(figure)): \(written(value))"
        if let before { text += ", was \(written(before)) (\(Written.change(from: before, to: value)))" }
        text += "; budget \(limit)"
        if !limit.contains(written(most)) { text += " = \(written(most))" }
        if passed { return text }
        return text + ": \(written(value - most)) too \(unit == .count ? "many" : "much")"
    }
}
