internal import Glibc

/// Files that `swiftlet dev` itself looks at.
enum Files {
    private static let bytesMax = 4 << 20

    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        let current = unsafe getcwd(nil, 0)
        defer { unsafe free(current) }
        let base = unsafe current.map { unsafe String(cString: $0) } ?? "/"
        return base + "/" + path
    }

    /// Nil: not there, or not readable.
    static func read(_ path: String) -> [UInt8]? {
        guard let file = unsafe fopen(path, "rbe") else { return nil }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}
