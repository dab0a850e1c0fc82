extension Compiler {
    /// Asking a toolchain for its version takes 0.1 to 0.2 s, a tenth of a build: the answer is kept beside the bundle
    /// for as long as the compiler's file is the same.
    init?(remembered swift: String) {
        guard let kept = WholeFile.text(Self.memory) else { return nil }
        let lines = kept.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, lines[0] == swift, lines[1] == Self.mark(swift) else { return nil }
        self.init(swift: swift, root: lines[2], version: lines[3])
        guard FileStatus(unicodeTables)?.isFile == true else { return nil }
    }

    /// Not of one that stands elsewhere and picks a toolchain when it is asked, as swiftly's does: its file stays the same
    /// when the choice changes.
    func remember() {
        guard Directory.resolved(swift)?.hasPrefix((Directory.resolved(root) ?? root) + "/") == true,
            Compiler(remembered: swift) == nil
        else { return }
        // Without it the next build asks again.
        try? WholeFile.write(Array("\(swift)\n\(Self.mark(swift))\n\(root)\n\(version)\n".utf8), Self.memory)
    }

    private static var memory: String { Installation.sdksDirectory + "/toolchain" }

    private static func mark(_ swift: String) -> String {
        guard let status = FileStatus(swift) else { return "" }
        return "\(status.bytes) \(status.modified)"
    }
}
