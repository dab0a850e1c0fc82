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
}
