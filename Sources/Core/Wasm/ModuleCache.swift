internal import Glibc

/// Compiled modules on disk, found again by the hash of what they were made from.
///
/// Lifetime: process. A value without state, usable from any thread; several processes may share a directory, because
/// files appear whole (written aside, then renamed). The library runs what it finds in such a file, so a file counts
/// only if the directory and the file belong to this user, nobody else can write them, and the content has the hash
/// that its head says. Anything else is treated as absent.
package struct ModuleCache: Sendable {
    /// What an entry holds besides the code: the maker's notes.
    package struct Entry {
        package var notes: [UInt8]
        package var module: Module
    }

    package let directory: String
    /// Of all entries together; beyond it those go that were not used for longest.
    let bytesMax: Int

    private static let magic = Array("swiftlet module 2".utf8)
    private static let digestBytes = 32
    /// No compiled module comes near; a larger file is not ours.
    private static let fileBytesMax = 512 << 20

    /// Makes the directory, and those above it, if they are not there.
    package init(directory: String, bytesMax: Int = 1 << 30) throws(WasmError) {
        self.directory = directory
        self.bytesMax = bytesMax
        try Self.makeDirectories(directory)
        var status = stat()
        guard unsafe stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw WasmError("cache", "\(directory) is not a directory")
        }
        guard Self.isOurs(status) else {
            throw WasmError(
                "cache",
                "\(directory) must belong to this user and be writable by nobody else (chmod 700): it holds code")
        }
    }

    private static func makeDirectories(_ directory: String) throws(WasmError) {
        for index in directory.indices.dropFirst() where directory[index] == "/" {
            // What is missing shows at the last one.
            _ = unsafe mkdir(String(directory[..<index]), 0o700)
        }
        if unsafe mkdir(directory, 0o700) != 0, errno != EEXIST {
            throw WasmError("cache", "\(directory) cannot be made: \(errorText)")
        }
    }

    /// The entry of that key, if there is a sound one.
    package func load(_ key: [UInt8], engine: Engine) -> Entry? {
        guard let file = Self.readFile(path(key)) else { return nil }
        let headBytes = Self.magic.count + 2 * Self.digestBytes
        guard file.count >= headBytes + 8, file.starts(with: Self.magic) else { return nil }
        return unsafe file.withUnsafeBytes { bytes -> Entry? in
            let storedKey = unsafe bytes[Self.magic.count..<Self.magic.count + Self.digestBytes]
            let storedDigest = unsafe bytes[Self.magic.count + Self.digestBytes..<headBytes]
            let content = unsafe UnsafeRawBufferPointer(rebasing: bytes[headBytes...])
            guard unsafe storedKey.elementsEqual(key), unsafe storedDigest.elementsEqual(SHA256.digest(content)) else {
                return nil
            }
            let codeStart = Int(unsafe content.loadUnaligned(as: UInt32.self))
            let notesBytes = Int(unsafe content.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            guard notesBytes <= content.count - 8 else { return nil }
            let notes = unsafe [UInt8](content[8..<8 + notesBytes])
            let artifact = unsafe UnsafeRawBufferPointer(rebasing: content[(8 + notesBytes)...])
            guard let module = unsafe try? Module(trusting: artifact, codeStart: codeStart, engine: engine) else {
                return nil
            }
            touch(path(key))
            return Entry(notes: notes, module: module)
        }
    }

    package func save(_ key: [UInt8], notes: [UInt8], module: Module) throws(WasmError) {
        var content: [UInt8] = []
        for number in [UInt32(module.codeStart), UInt32(notes.count)] {
            unsafe withUnsafeBytes(of: number) { unsafe content.append(contentsOf: $0) }
        }
        content += notes
        content += try module.serialised()
        let file = Self.magic + key + SHA256.digest(content) + content
        let temporary = path(key) + ".\(getpid()).\(UInt32.random(in: .min ... .max))"
        try Self.writeFile(temporary, file)
        guard unsafe rename(temporary, path(key)) == 0 else {
            let reason = Self.errorText
            _ = unsafe unlink(temporary)
            throw WasmError("cache", "\(path(key)) cannot be written: \(reason)")
        }
        shrink(keeping: Self.name(key))
    }

    // MARK: Private

    private func path(_ key: [UInt8]) -> String { directory + "/" + Self.name(key) }

    private static func name(_ key: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(key.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + ".module"
    }

    private static func isOurs(_ status: stat) -> Bool {
        status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }

    private static func readFile(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, isOurs(status),
            status.st_size <= fileBytesMax
        else { return nil }
        let size = Int(status.st_size)
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let step = unsafe read(file, buffer.baseAddress.map { unsafe $0 + count }, size - count)
                if step > 0 { count += step } else if step == 0 || errno != EINTR { return }
            }
        }
        return bytes.count == size ? bytes : nil
    }

    private static func writeFile(_ path: String, _ bytes: [UInt8]) throws(WasmError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw WasmError("cache", "\(path) cannot be made: \(errorText)") }
        var written = 0
        while written < bytes.count {
            let step = unsafe bytes.withUnsafeBytes {
                unsafe write(file, $0.baseAddress.map { unsafe $0 + written }, $0.count - written)
            }
            if step > 0 {
                written += step
            } else if errno != EINTR {
                let reason = errorText
                _ = close(file)
                _ = unsafe unlink(path)
                throw WasmError("cache", "\(path) cannot be written: \(reason)")
            }
        }
        _ = close(file)
    }

    private static var errorText: String { unsafe String(cString: strerror(errno)) }
}
