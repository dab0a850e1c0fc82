import Glibc

enum TemporaryDirectory {
    static func make() -> String {
        var template = Array("/tmp/swiftlet-admin-XXXXXX".utf8CString)
        guard let path = unsafe mkdtemp(&template) else { preconditionFailure("mkdtemp failed") }
        return unsafe String(cString: path)
    }

    /// With the files in it, which have no directories beside them.
    static func remove(_ path: String) {
        guard let entries = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(entries) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { _ = unsafe unlink("\(path)/\(name)") }
        }
        _ = unsafe closedir(entries)
        _ = unsafe rmdir(path)
    }

    static func write(_ path: String, _ bytes: [UInt8]) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        precondition(count == bytes.count, "a test's file cannot be written")
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// The bits of a file's mode.
    static func mode(_ path: String) -> UInt32 {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? UInt32(status.st_mode) & 0o777 : 0
    }
}
