/// Which files there are in the packages that a worker's package names by path, as of its last whole build.
///
/// SwiftPM looks for files that came or went in the worker's own package alone, and the compiler knows the headers of a
/// folder from the first time. So when this list is another, as after an update of the SDK, only a build from nothing is
/// right.
struct DependencyFiles: Equatable {
    private var roots: [String]
    private var paths: [String]

    /// Those of `tree` that are outside of the package.
    init(_ tree: SourceTree, outside package: String) {
        roots = tree.roots.filter { !$0.hasPrefix(package + "/") && $0 != package }
        paths = tree.files.keys.filter { !$0.hasPrefix(package + "/") }.sorted()
    }

    /// As written at the last build; nil: there was none.
    init?(_ scratch: String) {
        guard let text = WholeFile.text(Self.path(scratch)) else { return nil }
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        roots = parts[0].split(separator: "\n").map(String.init)
        paths = parts[1].split(separator: "\n").map(String.init)
    }

    func write(_ scratch: String) throws(ToolchainError) {
        let text = "\(roots.joined(separator: "\n"))\n\n\(paths.joined(separator: "\n"))\n"
        try WholeFile.write(Array(text.utf8), Self.path(scratch))
    }

    /// The same files are there now.
    func isCurrent(outside package: String) -> Bool {
        DependencyFiles(SourceTree(roots: roots), outside: package) == self
    }

    private static func path(_ scratch: String) -> String { scratch + "/dependency-files" }
}
