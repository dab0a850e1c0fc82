/// Every mistake found in a configuration file, in the order of its lines.
///
/// The operator's fault: nothing has been started. `description` is what the operator reads: one line per mistake,
/// `file:line: key: what is wrong; what would be right`.
package struct ConfigError: Error, Sendable, CustomStringConvertible {
    /// The file as the operator named it.
    package var file: String
    package var issues: [ConfigIssue]

    package init(file: String, issues: [ConfigIssue]) {
        self.file = file
        self.issues = issues
    }

    /// `EX_CONFIG` of sysexits.h.
    package static let exitCode: Int32 = 78

    package var description: String {
        issues.map { issue in
            let place = issue.line.map { "\(file):\($0)" } ?? file
            let key = issue.key.isEmpty ? "" : "\(issue.key): "
            return "\(place): \(key)\(issue.problem); \(issue.remedy)"
        }.joined(separator: "\n")
    }
}

/// One mistake.
package struct ConfigIssue: Sendable, Equatable {
    /// Counted from 1; nil where the file as a whole is meant.
    package var line: Int?
    /// The key's whole path, such as `routes[2].respond.status`; elements are counted from 0. Empty where no key is.
    package var key: String
    package var problem: String
    package var remedy: String
}

/// Gathers mistakes while a file is read. At start only, one thread.
package final class ConfigIssues {
    package private(set) var list: [ConfigIssue] = []

    package init() {}

    package func add(line: Int?, key: String, _ problem: String, _ remedy: String) {
        list.append(ConfigIssue(line: line, key: key, problem: problem, remedy: remedy))
    }

    package func add(_ node: TOMLNode, _ problem: String, _ remedy: String) {
        add(line: node.line, key: node.path, problem, remedy)
    }

    /// By line; those of one line as they were found.
    package var sorted: [ConfigIssue] {
        list.enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }
}
