internal import Glibc

/// The system's files.
package struct SystemFiles: FileOperations {
    package init() {}

    package func makeDirectory(_ path: String) throws(FileProblem) -> Bool {
        if unsafe mkdir(path, 0o700) == 0 { return true }
        if errno == EEXIST { return false }
        throw FileProblem("cannot be made", path, code: errno)
    }

    package func isPrivate(_ directory: String) throws(FileProblem) -> Bool {
        var status = stat()
        guard unsafe stat(directory, &status) == 0 else {
            throw FileProblem("cannot be looked at", directory, code: errno)
        }
        return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }

    package func removeDirectory(_ path: String) throws(FileProblem) {
        guard unsafe rmdir(path) != 0, errno != ENOENT else { return }
        throw FileProblem("cannot be removed", path, code: errno)
    }

    package func names(in directory: String) throws(FileProblem) -> [String] {
        guard let stream = unsafe opendir(directory) else {
            throw FileProblem("cannot be listed", directory, code: errno)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw FileProblem("cannot be listed", directory, code: errno) }
        return names
    }

    package func size(of path: String) throws(FileProblem) -> Int? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw FileProblem("cannot be looked at", path, code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileProblem("is no file", path, code: EINVAL) }
        return Int(status.st_size)
    }

    package func read(_ path: String, bytesMax: Int) throws(FileProblem) -> [UInt8]? {
        // Not blocking, should somebody have put a pipe there; no effect on a file.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw FileProblem("cannot be opened", path, code: errno)
        }
        defer { _ = Glibc.close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw FileProblem("cannot be looked at", path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileProblem("is no file", path, code: EINVAL) }
        let size = Int(status.st_size)
        guard size <= bytesMax else { throw FileProblem("is too large", path, code: EFBIG) }
        var problem: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let step = unsafe Glibc.read(file, buffer.baseAddress.map { unsafe $0 + count }, size - count)
                if step > 0 {
                    count += step
                } else if step == 0 {
                    return
                } else if errno != EINTR {
                    problem = errno
                    return
                }
            }
        }
        guard problem == 0 else { throw FileProblem("cannot be read", path, code: problem) }
        return bytes
    }

    package func create(_ path: String) throws(FileProblem) -> Int32 {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw FileProblem("cannot be made", path, code: errno) }
        return file
    }

    package func write(_ bytes: [UInt8], to file: Int32, at path: String) throws(FileProblem) {
        var written = 0
        while written < bytes.count {
            let step = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(file, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
            }
            if step > 0 {
                written += step
            } else if step == 0 || errno != EINTR {
                throw FileProblem("cannot be written", path, code: step == 0 ? ENOSPC : errno)
            }
        }
    }

    package func sync(_ file: Int32, at path: String) throws(FileProblem) {
        // Not tried again: after a failure the kernel may have dropped the pages, and would say that all is well.
        guard fsync(file) != 0 else { return }
        throw FileProblem("cannot be written", path, code: errno)
    }

    package func close(_ file: Int32) {
        _ = Glibc.close(file)
    }

    package func rename(_ path: String, to target: String) throws(FileProblem) {
        guard unsafe Glibc.rename(path, target) != 0 else { return }
        throw FileProblem("cannot be put in place", target, code: errno)
    }

    package func syncDirectory(_ path: String) throws(FileProblem) {
        let directory = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw FileProblem("cannot be opened", path, code: errno) }
        defer { _ = Glibc.close(directory) }
        // EINVAL: a file system that has no such thing.
        guard fsync(directory) != 0, errno != EINVAL else { return }
        throw FileProblem("cannot be written", path, code: errno)
    }

    package func remove(_ path: String) throws(FileProblem) {
        guard unsafe unlink(path) != 0, errno != ENOENT else { return }
        throw FileProblem("cannot be removed", path, code: errno)
    }

    package func lock(_ path: String) throws(FileProblem) -> FileLock {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw FileProblem("cannot be opened", path, code: errno) }
        if flock(file, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            defer { _ = Glibc.close(file) }
            guard code == EWOULDBLOCK else { throw FileProblem("cannot be locked", path, code: code) }
            var text = [UInt8](repeating: 0, count: 16)
            let count = unsafe text.withUnsafeMutableBytes { unsafe pread(file, $0.baseAddress, $0.count, 0) }
            let digits = String(decoding: text.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
            return .heldBy(process: Int32(digits) ?? 0)
        }
        // The lock goes with the process, whatever stands in the file: that is only for whoever asks who has it.
        let text = Array("\(getpid())\n".utf8)
        let isWritten = unsafe text.withUnsafeBytes { bytes in
            unsafe ftruncate(file, 0) == 0 && pwrite(file, bytes.baseAddress, bytes.count, 0) == bytes.count
        }
        guard isWritten else {
            let code = errno
            _ = Glibc.close(file)
            throw FileProblem("cannot be written", path, code: code)
        }
        return .held(file)
    }
}
