internal import Glibc
import Toolchain

/// Files that the user wants results in.
enum ReportFile {
    /// Why the file cannot be written; nil: nothing is known to be in the way.
    static func obstacle(_ path: String) -> String? {
        if path.isEmpty { return "name a file" }
        if LocalFile.isDirectory(path) { return "it is a directory; name a file in it" }
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let parent = slash == path.startIndex ? "/" : String(path[..<slash])
        return LocalFile.isDirectory(parent) ? nil : "no such directory: \(parent); make it first: mkdir -p '\(parent)'"
    }

    /// A pipe or a device: it is written to, never replaced.
    static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    }

    static func write(_ text: String, _ path: String) throws(CommandError) { try write(Array(text.utf8), path) }

    /// The whole file, by a rename.
    static func write(_ bytes: [UInt8], _ path: String) throws(CommandError) {
        if isSpecial(path) { return try add(bytes, path) }
        do throws(ToolchainError) {
            // A symbolic link stays one.
            try WholeFile.write(bytes, target(path))
        } catch {
            throw CommandError(error)
        }
    }

    private static func target(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    static func append(_ text: String, _ path: String) throws(CommandError) { try add(Array(text.utf8), path) }

    private static func add(_ bytes: [UInt8], _ path: String) throws(CommandError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw CommandError(74, "\(path): \(unsafe String(cString: strerror(errno)))") }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw CommandError(74, "\(path): \(unsafe String(cString: strerror(errno)))")
            }
        }
    }
}
