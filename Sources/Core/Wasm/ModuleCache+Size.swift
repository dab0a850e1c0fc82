internal import Glibc

/// Keeps the directory from growing: each version of a worker leaves an entry in it.
extension ModuleCache {
    private struct File {
        var name: String
        var size: Int
        /// Nanoseconds.
        var used: Int64
    }

    /// What a writer that was interrupted left is as old as this.
    private static let leftoverNanoseconds: Int64 = 3600 * 1_000_000_000

    /// An entry was used: others go first.
    func touch(_ path: String) { _ = unsafe utimensat(AT_FDCWD, path, nil, 0) }

    /// Removes what was not used for longest, until the rest fits; never the file of that name. What cannot be removed stays:
    /// a cache costs nobody a request.
    func shrink(keeping name: String) {
        var files = list()
        var total = files.reduce(0) { $0 + $1.size }
        guard total > bytesMax else { return }
        files.sort { $0.used < $1.used }
        for file in files where file.name != name && total > bytesMax {
            if unsafe unlink(directory + "/" + file.name) == 0 { total -= file.size }
        }
    }

    /// The entries; what is not one and not used by anybody is removed on the way.
    private func list() -> [File] {
        guard let entries = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(entries) }
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        var files: [File] = []
        while let entry = unsafe readdir(entries) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            var status = stat()
            guard name.contains(".module"), unsafe lstat(directory + "/" + name, &status) == 0 else { continue }
            let file = File(name: name, size: Int(status.st_size), used: Self.nanoseconds(status.st_mtim))
            if name.hasSuffix(".module") {
                files.append(file)
            } else if Self.nanoseconds(now) - file.used > Self.leftoverNanoseconds {
                _ = unsafe unlink(directory + "/" + name)
            }
        }
        return files
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
