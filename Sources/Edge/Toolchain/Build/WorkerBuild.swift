internal import Glibc
internal import Wasm

/// Builds a worker's SwiftPM package to a module.
///
/// Owned by whoever wants the module, for any number of builds; one thread at a time, which it blocks.
package final class WorkerBuild {
    package let package: WorkerPackage
    package let compiler: Compiler
    /// SIGINT and SIGTERM end a running build instead of the process. For programs with one thread.
    package var isInterruptible = false
    /// Other threads end a running build by it.
    package let cancellation = Cancellation()

    private var interrupts: Interrupts?
    private var phases: [(name: String, duration: Duration)] = []

    package init(_ package: WorkerPackage, _ compiler: Compiler) {
        self.package = package
        self.compiler = compiler
    }

    /// The module that is there, if no source is newer than it; nil: build.
    package func upToDate() -> BuiltWorker? {
        guard WholeFile.text(stampPath) == compiler.bundle.stamp, let linked = linkedModule() else { return nil }
        let module = product(of: linked)
        guard let built = FileStatus(module), newestSource(package.directory) <= built.modified else { return nil }
        return BuiltWorker(module: module, debug: module + ".debug", moduleBytes: built.bytes)
    }

    /// Blocks for the time of a build.
    package func run(_ progress: (BuildProgress) -> Void) throws(BuildFailure) -> BuiltWorker {
        interrupts = Interrupts(holdsSignals: isInterruptible, cancellation)
        defer {
            interrupts?.end()
            interrupts = nil
        }
        phases = []
        let linked = try swiftPackage(progress)
        return try finish(linked)
    }

    // MARK: SwiftPM

    /// Has SwiftPM build the package; the path of the module it linked.
    private func swiftPackage(_ progress: (BuildProgress) -> Void) throws(BuildFailure) -> String {
        let sdks = try system { () throws(ToolchainError) in
            let sdks = try compiler.sdkBundle()
            try prepareScratch()
            return sdks
        }
        let arguments = [
            compiler.swift, "build", "--package-path", package.directory, "--scratch-path", package.scratch,
            "-c", "release", "--swift-sdks-path", sdks, "--swift-sdk", "swiftlet",
        ]
        var parser = MessageParser()
        var output = ""
        let clock = Stopwatch()
        let end = try system { () throws(ToolchainError) in
            try ChildProgram(arguments: arguments, interrupts: interrupts).run { line in
                output += line + "\n"
                parser.line(line)
                if let step = BuildProgress(line) { progress(step) }
            }
        }
        phases.append(("swift build", clock.elapsed))
        if end == .interrupted { throw BuildFailure(.interrupted, "interrupted") }
        guard end == .exit(0) else {
            let errors = parser.messages.count { $0.severity == .error }
            throw BuildFailure(
                .package, "\(package.directory) does not build: \(errors) error\(errors == 1 ? "" : "s")",
                messages: parser.messages, output: output)
        }
        guard let linked = linkedModule() else {
            throw BuildFailure(
                .package, "\(package.directory): the package must have exactly one executable product", output: output)
        }
        return linked
    }

    /// Objects of another SDK cannot be linked with ours, and SwiftPM does not notice that the SDK changed. What was
    /// fetched stays.
    private func prepareScratch() throws(ToolchainError) {
        let stamp = compiler.bundle.stamp
        if WholeFile.text(stampPath) == stamp { return }
        for name in Directory.entries(package.scratch)
        where name != "checkouts" && name != "repositories" && name != "workspace-state.json" {
            Directory.remove(package.scratch + "/" + name)
        }
        try Directory.make(package.scratch)
        try WholeFile.write(Array(stamp.utf8), stampPath)
    }

    // MARK: Products

    /// Takes the DWARF out of the linked module and puts both in their places.
    private func finish(_ linked: String) throws(BuildFailure) -> BuiltWorker {
        let clock = Stopwatch()
        guard let bytes = WholeFile.read(linked) else {
            throw BuildFailure(.system, "\(linked) cannot be read")
        }
        let stripped: [UInt8]
        do throws(WasmError) {
            stripped = try ModuleLayout(bytes).withoutDebugInformation()
        } catch {
            throw BuildFailure(.package, "\(linked): \(error)")
        }
        let module = product(of: linked)
        try system { () throws(ToolchainError) in
            try WholeFile.write(bytes, module + ".debug")
            try WholeFile.write(stripped, module)
        }
        phases.append(("strip", clock.elapsed))
        if interrupts?.isPending == true { throw BuildFailure(.interrupted, "interrupted") }
        return BuiltWorker(module: module, debug: module + ".debug", moduleBytes: stripped.count, phases: phases)
    }

    private var stampPath: String { package.scratch + "/sdk-stamp" }

    /// The one `.wasm` file among SwiftPM's products.
    private func linkedModule() -> String? {
        let products = package.scratch + "/release"
        let modules = Directory.entries(products).filter { $0.hasSuffix(".wasm") }
        return modules.count == 1 ? products + "/" + modules[0] : nil
    }

    private func product(of linked: String) -> String {
        package.scratch + "/" + (linked.split(separator: "/").last ?? "")
    }

    private func newestSource(_ directory: String) -> Int {
        var newest = 0
        for name in Directory.entries(directory) where !name.hasPrefix(".") {
            let path = directory + "/" + name
            guard let status = FileStatus(path) else { continue }
            newest = max(newest, status.modified)
            if status.isDirectory { newest = max(newest, newestSource(path)) }
        }
        return newest
    }

    private func system<Value>(_ body: () throws(ToolchainError) -> Value) throws(BuildFailure) -> Value {
        do throws(ToolchainError) { return try body() } catch { throw BuildFailure(error) }
    }
}
