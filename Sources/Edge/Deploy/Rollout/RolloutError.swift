/// What is wrong with a text about a rollout, and what to write instead. The mistake of whoever wrote it.
package struct RolloutError: Error, Equatable, Sendable {
    /// What is wrong; names the part that is.
    package let problem: String
    /// What to do about it.
    package let remedy: String

    package init(_ problem: String, remedy: String) {
        self.problem = problem
        self.remedy = remedy
    }
}

extension RolloutError: CustomStringConvertible {
    package var description: String { "\(problem): \(remedy)" }

    /// A part of a text as an error shows it: short, and without characters that would change a terminal or a log.
    static func shown(_ text: some StringProtocol) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(RolloutLimits.shownMax) {
            let isPlain = scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80..<0xA0 ~= scalar.value)
            shown.unicodeScalars.append(isPlain && scalar.properties.generalCategory != .format ? scalar : "?")
        }
        return text.unicodeScalars.count > RolloutLimits.shownMax ? "\"\(shown)…\"" : "\"\(shown)\""
    }
}
