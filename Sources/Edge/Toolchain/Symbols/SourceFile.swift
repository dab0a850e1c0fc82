internal import Glibc

/// Files that are read to be shown: sources, and modules with debug information.
enum SourceFile {
    /// A module with DWARF is 20 times as large as without.
    private static let bytesMax = 512 << 20

    /// Nil: not there, not a file, or not readable.
    static func read(_ path: String) -> [UInt8]? {
        guard let file = unsafe fopen(path, "rbe") else { return nil }
        defer { unsafe fclose(file) }
        var status = stat()
        guard unsafe fstat(fileno(file), &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= bytesMax
        else { return nil }
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
        }
    }

    /// Seconds since 1970.
    static func modified(_ path: String) -> Int? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mtim.tv_sec : nil
    }
}
