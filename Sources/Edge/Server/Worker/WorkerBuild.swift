internal import Glibc
internal import Logging

/// Builds a worker's SwiftPM package to a module, when its sources are newer than the module that is there.
struct WorkerBuild {
    let package: String

    /// Where the objects of the worker SDK live, apart from those of native builds.
    private var scratch: String { package + "/.build/swiftlet" }
    private var products: String { scratch + "/release" }

    init(package: String) { self.package = package }

    /// The module's path. Blocks for the time of a build; the compiler's output goes to standard error.
    func run(_ log: ServerLog) throws(ServerError) -> String {
        if let module = module(), let built = modified(module), newestSource(in: package) <= built { return module }
        guard let sdks = WorkerBuild.sdkDirectory else {
            throw ServerError(
                .configuration, "\(package): building it needs the worker SDK: run make setup, or set SWIFTLET_SDKS")
        }
        log.logger.notice("building \(package)")
        let arguments = [
            "swift", "build", "--package-path", package, "--scratch-path", scratch, "-c", "release",
            "--swift-sdks-path", sdks, "--swift-sdk", "swiftlet",
        ]
        let code = WorkerBuild.spawn(arguments)
        guard code == 0 else {
            throw ServerError(.configuration, "\(package) does not build: swift build ended with \(code)")
        }
        guard let module = module() else {
            throw ServerError(.configuration, "\(package): the package must have exactly one executable product")
        }
        return module
    }

    /// The one `.wasm` file among the products.
    private func module() -> String? {
        let modules = WorkerBuild.entries(of: products).filter { $0.hasSuffix(".wasm") }
        return modules.count == 1 ? products + "/" + modules[0] : nil
    }

    private func newestSource(in directory: String) -> Int {
        var newest = 0
        for name in WorkerBuild.entries(of: directory) where !name.hasPrefix(".") {
            let path = directory + "/" + name
            newest = max(newest, modified(path) ?? 0)
            if WorkerBuild.isDirectory(path) { newest = max(newest, newestSource(in: path)) }
        }
        return newest
    }

    private func modified(_ path: String) -> Int? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mtim.tv_sec : nil
    }

    /// `$SWIFTLET_SDKS`, or `.deps/swift-sdks` in a directory above the executable.
    private static var sdkDirectory: String? {
        if let named = unsafe getenv("SWIFTLET_SDKS") { return unsafe String(cString: named) }
        var directory = executablePath()
        while let slash = directory.lastIndex(of: "/") {
            directory = String(directory[..<slash])
            let candidate = directory + "/.deps/swift-sdks"
            if isDirectory(candidate) { return candidate }
        }
        return nil
    }

    private static func executablePath() -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            let count = unsafe readlink("/proc/self/exe", buffer.baseAddress!, buffer.count - 1)
            guard count > 0 else { return "" }
            unsafe buffer[count] = 0
            return unsafe String(cString: buffer.baseAddress!)
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func entries(of directory: String) -> [String] {
        guard let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Runs a program to its end, its output on standard error. 127 when there is no such program.
    private static func spawn(_ arguments: [String]) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        var list: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe list.forEach { unsafe free($0) } }
        var child: pid_t = 0
        guard unsafe posix_spawnp(&child, arguments[0], &actions, nil, &list, environ) == 0 else { return 127 }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
