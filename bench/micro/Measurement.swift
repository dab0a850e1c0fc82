/// One figure, and where there is one the goal that it should not be above.
struct Measurement {
    var name: String
    var value: Double
    var unit: String
    var goal: Double?

    private var isMet: Bool? { goal.map { Self.hundredths(value) <= Self.hundredths($0) } }

    /// For a terminal.
    var line: String {
        var text = name + String(repeating: " ", count: max(1, 52 - name.count))
        let number = Self.rounded(value)
        text += String(repeating: " ", count: max(0, 10 - number.count)) + number + " " + unit
        guard let goal, let isMet else { return text }
        text += String(repeating: " ", count: max(1, 66 - text.count))
        return text + "goal \(Self.rounded(goal)): \(isMet ? "met" : "MISSED")"
    }

    var json: String {
        var text = "{\"name\": \"\(name)\", \"value\": \(Self.rounded(value)), \"unit\": \"\(unit)\""
        if let goal, let isMet { text += ", \"goal\": \(Self.rounded(goal)), \"met\": \(isMet)" }
        return text + "}"
    }

    private static func hundredths(_ value: Double) -> Int { Int((value * 100).rounded()) }

    private static func rounded(_ value: Double) -> String {
        let all = hundredths(value)
        let fraction = abs(all) % 100
        return "\(all < 0 ? "-" : "")\(abs(all) / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
