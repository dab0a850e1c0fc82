internal import Glibc

/// What the module that is there was made from: written beside it when it is whole. A value; for one build.
struct BuildRecord {
    /// Of the form and of the rules by which sources are found: a record of others says nothing.
    private static let version = "3"

    /// The SDK bundle's.
    var stamp: String
    /// Nil while there is no knowing what is there.
    var module: String?
    /// As it was when SwiftPM built it all.
    var tree: SourceTree
    /// What was compiled without SwiftPM since.
    var direct: SourceTree

    init(stamp: String, module: String?, tree: SourceTree) {
        self.stamp = stamp
        self.module = module
        self.tree = tree
        direct = tree
    }

    /// Nil: there is none, or of another SDK, or of a package that was elsewhere then: its files are not this one's.
    init?(_ scratch: String, _ stamp: String) {
        guard let text = WholeFile.text(Self.path(scratch)) else { return nil }
        let parts = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == Self.head(scratch, stamp),
            let tree = SourceTree(text: parts[2], kind: "swiftpm"),
            let direct = SourceTree(text: parts[2], kind: "direct")
        else { return nil }
        self.init(stamp: stamp, module: parts[1].isEmpty ? nil : parts[1], tree: tree)
        self.direct.files.merge(direct.files) { $1 }
    }

    func write(_ scratch: String) throws(ToolchainError) {
        let changed = SourceTree(roots: [], files: direct.files.filter { tree.files[$0.key] != $0.value })
        let text = "\(Self.head(scratch, stamp))\n\(module ?? "")\n\(tree.text("swiftpm"))\(changed.text("direct"))"
        try WholeFile.write(Array(text.utf8), Self.path(scratch))
    }

    static func forget(_ scratch: String) { unsafe unlink(path(scratch)) }

    /// In the clock of files, which lags up to a tick of the kernel behind.
    static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    private static func head(_ scratch: String, _ stamp: String) -> String { "\(version) \(stamp) in \(scratch)" }

    private static func path(_ scratch: String) -> String { scratch + "/swiftlet.record" }
}
