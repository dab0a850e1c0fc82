internal import Glibc

/// A package that is to be made of a template. It appears at once and whole, or not at all.
package struct NewPackage: Sendable {
    package let name: WorkerName
    package let template: Template
    package let sdk: SDKReference
    /// Its absolute path.
    package let directory: String
    private let parent: String

    /// Writes nothing.
    ///
    /// - Parameters:
    ///   - parent: the directory that the package's own directory goes to.
    ///   - sdk: the SDK's directory or URL; nil: the one that came with this binary.
    /// - Throws: `.usage`: no such parent, or there is something of that name; `.missing`: no SDK.
    package init(
        _ name: WorkerName, _ template: Template, in parent: String, sdk: String?
    ) throws(ToolchainError) {
        guard let resolved = FilePath.resolved(parent) else {
            throw ToolchainError(.usage, "no such directory: \(parent); make it first: mkdir -p '\(parent)'")
        }
        self.parent = resolved == "/" ? "" : resolved
        directory = self.parent + "/" + name.name
        self.name = name
        self.template = template
        var status = stat()
        guard unsafe lstat(directory, &status) != 0 else { throw Self.taken(directory) }
        self.sdk = try SDKReference(named: sdk, for: directory)
    }

    /// The paths of what was written, in the package.
    ///
    /// SIGINT and the like wait until the package is there, or nothing of it. For the main thread of a process that has
    /// no other.
    package func write() throws(ToolchainError) -> [String] {
        let hold = SignalHold()
        defer { hold.end() }
        let files = template.files(name, sdk)
        var temporary = Array("\(parent)/.\(name.name).XXXXXX".utf8CString)
        guard unsafe mkdtemp(&temporary) != nil else {
            throw ToolchainError(
                .system, "cannot make a directory in \(parent.isEmpty ? "/" : parent): \(Self.reason(errno))")
        }
        let new = String(decoding: temporary.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var made: [String] = []
        do throws(ToolchainError) {
            for file in files { try Self.write(file, in: new, &made) }
            // mkdtemp's are for their owner alone.
            guard unsafe chmod(new, 0o777 & ~Self.mask) == 0, !hold.isInterrupted else {
                throw ToolchainError(.system, "interrupted: nothing was made")
            }
            try Self.rename(new, to: directory)
        } catch {
            for path in made.reversed() { unsafe remove(path) }
            unsafe rmdir(new)
            throw error
        }
        return files.map(\.path)
    }

    /// Writes a file and the directories that it needs; adds what it makes to `made`, what contains before what is in it.
    private static func write(_ file: TemplateFile, in root: String, _ made: inout [String]) throws(ToolchainError) {
        var path = root
        for directory in file.path.split(separator: "/").dropLast() {
            path += "/" + directory
            if unsafe mkdir(path, 0o777) == 0 { made.append(path) } else if errno != EEXIST { throw failure(file.path) }
        }
        path = root + "/" + file.path
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(file.path) }
        made.append(path)
        var rest = Array(file.text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                let error = failure(file.path)
                close(descriptor)
                throw error
            }
        }
        // Some file systems report a full disk only here.
        guard close(descriptor) == 0 else { throw failure(file.path) }
    }

    /// `rename` alone would replace a directory that somebody else has just made: `mkdir` says whose it is.
    private static func rename(_ from: String, to target: String) throws(ToolchainError) {
        guard unsafe mkdir(target, 0o777) == 0 else {
            throw errno == EEXIST ? taken(target) : ToolchainError(.system, "cannot make \(target): \(reason(errno))")
        }
        guard unsafe Glibc.rename(from, target) == 0 else {
            let error = ToolchainError(.system, "cannot make \(target): \(reason(errno))")
            unsafe rmdir(target)
            throw error
        }
    }

    private static func taken(_ directory: String) -> ToolchainError {
        ToolchainError(
            .usage, "\(directory) is there already and was left as it is; choose another name or --directory")
    }

    private static func failure(_ path: String) -> ToolchainError {
        ToolchainError(.system, "cannot write \(path): \(reason(errno)); nothing was made")
    }

    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }

    /// The bits that new files do not have.
    private static var mask: mode_t {
        let mask = umask(0)
        umask(mask)
        return mask
    }
}
