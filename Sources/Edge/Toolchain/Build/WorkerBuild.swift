internal import Glibc
internal import Wasm

/// Builds a worker's SwiftPM package to a module.
///
/// Owned by whoever wants the module, for any number of builds; one thread at a time, which it blocks.
package final class WorkerBuild {
    package let package: WorkerPackage
    package let compiler: Compiler
    /// What ends a running build besides its own end.
    package enum Interruption {
        /// What ends the process: its compilers are in its process group, where Ctrl-C reaches them.
        case none
        /// SIGINT and SIGTERM, which then do not end the process. For programs with one thread.
        case signals
        /// Another thread, by `cancellation`.
        case cancellation
    }

    package var interruption = Interruption.none
    package let cancellation = Cancellation()

    private var interrupts: Interrupts?
    private var phases: [(name: String, duration: Duration)] = []

    package init(_ package: WorkerPackage, _ compiler: Compiler) {
        self.package = package
        self.compiler = compiler
    }

    /// The module that is there, if it was made from the sources as they are; nil: build.
    package func upToDate() -> BuiltWorker? {
        guard let known = BuildRecord(package.scratch, compiler.bundle.stamp), let module = known.module,
            SourceTree(roots: known.tree.roots).changes(since: known.direct) == []
        else { return nil }
        guard let status = FileStatus(module), FileStatus(module + ".debug") != nil else { return nil }
        return BuiltWorker(module: module, debug: module + ".debug", moduleBytes: status.bytes)
    }

    /// Blocks for the time of a build.
    package func run(_ progress: (BuildProgress) -> Void) throws(BuildFailure) -> BuiltWorker {
        interrupts = Interrupts(interruption, cancellation)
        defer {
            interrupts?.end()
            interrupts = nil
        }
        phases = []
        let lock = try lock(progress)
        defer { lock.end() }
        let start = BuildRecord.now
        if let (linked, record) = try direct(progress) { return try finish(linked, record, start) }
        BuildRecord.forget(package.scratch)
        let linked = try swiftPackage(progress)
        return try finish(linked, newRecord(start), start)
    }

    private func lock(_ progress: (BuildProgress) -> Void) throws(BuildFailure) -> BuildLock {
        let lock = try system { () throws(ToolchainError) in
            try Directory.make(package.scratch)
            return try BuildLock(package.scratch + "/swiftlet.lock", interrupts) {
                progress(BuildProgress(step: 0, total: 0, text: "waiting for another build of this package"))
            }
        }
        guard let lock else { throw BuildFailure(.interrupted, "interrupted") }
        return lock
    }

    // MARK: Without SwiftPM

    /// When only sources of the worker's own module changed. Nil: SwiftPM must look.
    private func direct(
        _ progress: (BuildProgress) -> Void
    ) throws(BuildFailure) -> (linked: String, record: BuildRecord)? {
        let clock = Stopwatch()
        guard var record = BuildRecord(package.scratch, compiler.bundle.stamp) else { return nil }
        let tree = SourceTree(roots: record.tree.roots)
        guard let changed = tree.changes(since: record.tree), !changed.isEmpty,
            let text = WholeFile.text(package.scratch + "/release.yaml"),
            let build = DirectBuild(BuildManifest(text), changed: changed, scratch: package.scratch)
        else { return nil }
        try system { () throws(ToolchainError) in
            // Until the module is whole there is no knowing what is there; what SwiftPM made stays as it is.
            record.module = nil
            try record.write(package.scratch)
            try build.prepare()
        }
        phases.append(("plan", clock.elapsed))
        for (index, (name, command)) in [("compile", build.compile), ("link", build.link)].enumerated() {
            progress(BuildProgress(step: index, total: 2, text: name == "compile" ? "Compiling" : "Linking"))
            try run(command, name, progress)
        }
        record.direct = tree
        return (build.linked, record)
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
            "-c", "release", "--swift-sdks-path", sdks, "--swift-sdk", "swiftlet", "--disable-index-store",
        ]
        try run(arguments, "swift build", progress)
        guard let linked = linkedModule() else {
            throw BuildFailure(
                .package,
                "\(package.directory): the package must have exactly one executable product (.executableTarget in Package.swift)"
            )
        }
        return linked
    }

    private static let outputBytesMax = 4 << 20

    /// Runs one program of a build to its end.
    private func run(
        _ arguments: [String], _ phase: String, _ progress: (BuildProgress) -> Void
    ) throws(BuildFailure) {
        var parser = MessageParser()
        var output = ""
        let clock = Stopwatch()
        let end = try system { () throws(ToolchainError) in
            try ChildProgram(arguments: arguments, interrupts: interrupts).run { line in
                // Who prints more than anybody reads says what matters first.
                if output.utf8.count < Self.outputBytesMax { output += line + "\n" }
                parser.line(line)
                if let step = BuildProgress(line) { progress(step) }
                if line.hasPrefix("Another instance of SwiftPM") {
                    progress(BuildProgress(step: 0, total: 0, text: line))
                }
            }
        }
        phases.append((phase, clock.elapsed))
        if end == .interrupted { throw BuildFailure(.interrupted, "interrupted") }
        guard end == .exit(0) else {
            throw BuildFailure(of: package, messages: parser.messages, output: output)
        }
    }

    private static let kept: Set = ["checkouts", "repositories", "workspace-state.json", "swiftlet.lock"]

    /// Objects of another SDK bundle cannot be linked with ours, and SwiftPM notices neither that it changed nor that
    /// dependencies have other files; a package that was copied or moved has those of the other place. What was fetched
    /// stays.
    private func prepareScratch() throws(ToolchainError) {
        let stamp = "\(compiler.bundle.stamp) in \(package.scratch)"
        let known = DependencyFiles(package.scratch)
        if WholeFile.text(stampPath) == stamp, known?.isCurrent(outside: package.directory) != false { return }
        for name in Directory.entries(package.scratch)
        where !Self.kept.contains(name) {
            Directory.remove(package.scratch + "/" + name)
        }
        try Directory.make(package.scratch)
        try WholeFile.write(Array(stamp.utf8), stampPath)
    }

    // MARK: Products

    /// Takes the DWARF out of the linked module, puts both in their places and writes down what they were made from.
    private func finish(_ linked: String, _ record: BuildRecord?, _ start: Int) throws(BuildFailure) -> BuiltWorker {
        let clock = Stopwatch()
        guard let bytes = WholeFile.read(linked) else { throw BuildFailure(.system, "\(linked) cannot be read") }
        let layout: ModuleLayout
        do throws(WasmError) {
            layout = try ModuleLayout(bytes)
        } catch {
            throw BuildFailure(.package, "\(linked): \(error)")
        }
        guard isWorker(layout) else {
            throw BuildFailure(
                .package,
                "\(package.directory): the module is no worker: it needs `import Swiftlet` and `@main struct …: Worker`"
            )
        }
        let stripped = layout.withoutDebugInformation()
        let module = product(of: linked)
        try system { () throws(ToolchainError) in
            try WholeFile.write(bytes, module + ".debug")
            try WholeFile.write(stripped, module)
            if var record {
                record.module = module
                record.direct.distrust(since: start)
                try record.write(package.scratch)
                try DependencyFiles(record.tree, outside: package.directory).write(package.scratch)
            }
        }
        phases.append(("strip", clock.elapsed))
        if interrupts?.isPending == true { throw BuildFailure(.interrupted, "interrupted") }
        return BuiltWorker(module: module, debug: module + ".debug", moduleBytes: stripped.count, phases: phases)
    }

    /// The exports are the SDK's C half's, which is linked whoever is the program's `main`; only a worker's registers with
    /// it. A package may also bring its own half.
    private func isWorker(_ layout: ModuleLayout) -> Bool {
        guard layout.exports.contains(where: { $0.name == "swiftlet_fetch" }) else { return false }
        let plan = WholeFile.text(package.scratch + "/release.yaml") ?? ""
        guard plan.contains("/CWorkerABI.build/guest_runtime.c.o") else { return true }
        return ModuleNames(layout).functions.values.contains("swiftlet_register")
    }

    /// Of what SwiftPM has just built; nil: its plan is none that we can read.
    private func newRecord(_ start: Int) -> BuildRecord? {
        guard let text = WholeFile.text(package.scratch + "/release.yaml") else { return nil }
        let manifest = BuildManifest(text)
        guard manifest.link != nil else { return nil }
        var tree = SourceTree(roots: SourceTree.roots(manifest, scratch: package.scratch))
        tree.distrust(since: start)
        return BuildRecord(stamp: compiler.bundle.stamp, module: nil, tree: tree)
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

    private func system<Value>(_ body: () throws(ToolchainError) -> Value) throws(BuildFailure) -> Value {
        do throws(ToolchainError) { return try body() } catch { throw BuildFailure(error) }
    }
}
