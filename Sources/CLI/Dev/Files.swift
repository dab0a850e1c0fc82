internal import Glibc

/// Paths as the user may write them.
enum Files {
    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        let current = unsafe getcwd(nil, 0)
        defer { unsafe free(current) }
        let base = unsafe current.map { unsafe String(cString: $0) } ?? "/"
        return base + "/" + path
    }
}
