extension BuildFailure {
    /// From what a build printed that ended with a failure: whose fault it is and what to do next.
    init(of package: WorkerPackage, messages: [CompilerMessage], output: String) {
        let errors = messages.filter { $0.severity == .error }
        let place = package.directory
        if output.contains("No space left on device") {
            self.init(.system, "\(place): the disk is full; make room on it, then try again", output: output)
        } else if output.contains("File too large") {
            self.init(
                .system, "\(place): the limit on file sizes is too small (ulimit -f), then try again", output: output)
        } else if let line = Self.first(Self.unreachable, output) {
            self.init(
                .missing, "\(place): a dependency cannot be fetched: \(line); is there a network?", output: output)
        } else if let line = Self.first(Self.misplaced, output) {
            self.init(
                .package, "\(place): a dependency is not where Package.swift says: \(line)", messages: errors,
                output: output)
        } else if output.contains("product 'Swiftlet'") {
            self.init(
                .package, "\(place): the SDK is not among the dependencies: \(Hint.dependency)", messages: errors,
                output: output)
        } else if Self.first(Self.mainless, output) != nil {
            self.init(
                .package, "\(place): there is no @main: a worker is `@main struct …: Worker` with `import Swiftlet`",
                output: output)
        } else if errors.isEmpty {
            let last = output.split(separator: "\n").last.map { ": \($0)" } ?? ""
            self.init(.package, "\(place) does not build\(last)", messages: messages, output: output)
        } else {
            let files = Set(errors.map(\.file)).subtracting([""]).count
            let count = "\(errors.count) error\(errors.count == 1 ? "" : "s")"
            let spread = files > 1 ? " in \(files) files" : ""
            self.init(.package, "\(place) does not build: \(count)\(spread)", messages: messages, output: output)
        }
    }

    private static let misplaced = ["doesn't exist in file system", "is not accessible", "cannot be accessed"]
    private static let mainless = ["undefined symbol: main", "symbol exported via --export not found: __main"]
    private static let unreachable = [
        "Could not resolve host", "Failed to clone repository", "unable to access 'http", "Failed to connect to",
        "Network is unreachable", "Connection timed out",
    ]

    /// The first line with one of these.
    private static func first(_ signs: [String], _ output: String) -> String? {
        let line = output.split(separator: "\n").first { line in signs.contains { line.contains($0) } }
        guard let line else { return nil }
        return String(line.hasPrefix("error: ") ? line.dropFirst("error: ".count) : line)
    }
}
