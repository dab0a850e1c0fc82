/// Which files and directories of a package matter to its build, by their names.
enum SourceNames {
    /// Directories that hold sources, at any depth. Hidden ones are the build's, the version control's and the editors'.
    static func isEntered(_ name: String, atTop: Bool) -> Bool {
        !name.hasPrefix(".") && name != "node_modules" && !(atTop && name == "Tests")
    }

    /// Not what editors leave beside a file while they save it, nor what a build does not read.
    static func isSource(_ name: String) -> Bool {
        if name.hasPrefix(".") || name.hasPrefix("#") || name.hasSuffix("~") { return false }
        // Builds write it: it would begin the next.
        if name == "Package.resolved" { return false }
        // Vim asks by this name whether it may write; JetBrains' editors write through the other.
        if name == "4913" || name.hasSuffix("___jb_tmp___") || name.hasSuffix("___jb_old___") { return false }
        guard let dot = name.lastIndex(of: ".") else { return true }
        switch name[dot...] {
        case ".tmp", ".swp", ".swx", ".swo", ".bak", ".orig", ".rej", ".md", ".toml", ".wasm", ".debug", ".log":
            return false
        default: return true
        }
    }
}
