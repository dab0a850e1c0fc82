internal import Glibc

/// What is in a directory, and the making and removing of one.
package enum Directory {
    /// The names in a directory, sorted; empty where it cannot be read.
    static func entries(_ path: String) -> [String] {
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The names of the directories in a directory; links to directories are none.
    static func directories(in path: String) -> [String] {
        entries(path).filter { name in
            var status = stat()
            return unsafe lstat(path + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }
    }

    /// Makes a directory and those above it.
    static func make(_ path: String) throws(ToolchainError) {
        if FileStatus(path)?.isDirectory == true { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try make(String(path[..<slash])) }
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else { throw ToolchainError(refused: path, errno) }
    }

    /// Removes a directory with what is in it, or a file. What cannot be removed stays.
    static func remove(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unsafe unlink(path)
            return
        }
        for name in entries(path) { remove(path + "/" + name) }
        unsafe rmdir(path)
    }

    /// The path without links and dots; nil: there is nothing.
    package static func resolved(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
