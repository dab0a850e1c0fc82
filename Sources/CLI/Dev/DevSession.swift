internal import Glibc
internal import Loop
internal import Server
internal import Synchronization
internal import Toolchain

/// A worker that is built from its sources, again and again.
struct DevBuild {
    /// In `Config.workers`.
    let index: Int
    let name: String
    let build: WorkerBuild
}

/// From changes of sources to new versions in the running server.
///
/// Process lifetime. Two threads of its own: one watches, one builds; what they share is the inbox. The main thread
/// starts and ends it.
final class DevSession: @unchecked Sendable {
    // Sendable: `control` and `urls` are set before the threads start, the rest of the state is the building thread's.
    private let setting: DevSetting
    private let builds: [DevBuild]
    private let console: DevConsole
    private let inbox = DevInbox()
    private let restart = Atomic(false)
    private let isEnding = Atomic(false)
    private let idle = Mutex(())
    private var control: ServerControl?
    private var urls: [String] = []
    /// Workers, by their place in `builds`, that have a version.
    private var live: Set<Int> = []
    /// Those of which a build came to its end, a good or a bad one.
    private var finished: Set<Int> = []
    private var isAnnounced = false

    init(_ setting: DevSetting, _ builds: [DevBuild], _ console: DevConsole) {
        self.setting = setting
        self.builds = builds
        self.console = console
    }

    /// The configuration has changed: the process is to begin again.
    var wantsRestart: Bool { restart.load(ordering: .acquiring) }

    /// The server listens.
    func start(_ urls: [String], _ control: ServerControl) {
        self.urls = urls
        self.control = control
        do {
            // Before the first build: what changes during it is not missed.
            let watch = try SourceWatch(builds.map { .package($0.build.package.directory) } + [.file(setting.file)])
            _ = try LoopThread { [self] in follow(watch) }
            _ = try LoopThread { [self] in run() }
        } catch {
            console.line("swiftlet dev: \(error)")
            control.stop()
        }
    }

    /// The server has ended: compilers that run are ended too.
    func end() {
        isEnding.store(true, ordering: .releasing)
        for entry in builds { entry.build.cancellation.request() }
        // The building thread lets go of it between builds.
        idle.withLock { _ in }
    }

    // MARK: watching

    private func follow(_ watch: SourceWatch) {
        do throws(ToolchainError) {
            while let change = try watch.next() {
                // What is being built is out of date already. Before the other thread hears of the change: the build
                // that it begins then is not meant.
                for (place, entry) in builds.enumerated() where change.roots.contains(place) {
                    entry.build.cancellation.request()
                }
                inbox.put(change)
            }
        } catch {
            console.line("swiftlet dev: \(error); changes are not noticed any more")
        }
    }

    // MARK: building

    private func run() {
        for index in builds.indices { build(index, nil) }
        while true {
            if !isAnnounced, finished.count == builds.count { announce() }
            let change = inbox.take()
            if change.roots.contains(builds.count), configChanged() { continue }
            for index in builds.indices where change.roots.contains(index) { build(index, change.seen) }
        }
    }

    private func build(_ index: Int, _ seen: ContinuousClock.Instant?) {
        idle.withLock { _ in
            guard !isEnding.load(ordering: .acquiring), !wantsRestart else { return }
            make(builds[index], index, seen)
        }
    }

    private func make(_ entry: DevBuild, _ place: Int, _ seen: ContinuousClock.Instant?) {
        guard let control else { return }
        let started = ContinuousClock.now
        do throws(BuildFailure) {
            let built = try product(entry, isFirst: seen == nil)
            let replacement = try replace(entry, built, control)
            live.insert(place)
            finished.insert(place)
            var phases = built.phases + replacement.phases + [("swap", replacement.swap)]
            if let seen { phases.insert(("detect", started - seen), at: 0) }
            let name = console.terminal.paint(entry.name, .green, bold: true)
            console.line("\(name) live in \(console.split(phases, total: .now - (seen ?? started)))")
        } catch {
            // Ended because there is a newer change, or because everything ends.
            if error.kind == .interrupted { return }
            finished.insert(place)
            control.buildFailed(worker: entry.index, error)
            console.show(error, of: entry.name, hasVersion: live.contains(place))
        }
    }

    private func product(_ entry: DevBuild, isFirst: Bool) throws(BuildFailure) -> BuiltWorker {
        if isFirst, let built = entry.build.upToDate() { return built }
        console.progress("building \(entry.name)")
        return try entry.build.run { step in
            console.progress(
                step.total > 0 ? "building \(entry.name): \(step.step)/\(step.total) \(step.text)" : step.text)
        }
    }

    private func replace(
        _ entry: DevBuild, _ built: BuiltWorker, _ control: ServerControl
    ) throws(BuildFailure) -> Replacement {
        do throws(ServerError) {
            return try control.replace(worker: entry.index, module: built.module)
        } catch {
            throw BuildFailure(.package, error.description)
        }
    }

    // MARK: configuration

    /// True: the process begins again.
    private func configChanged() -> Bool {
        let text = WholeFile.read(setting.file)
        // Saved as it was; or gone, as it is for a moment while an editor saves.
        guard text != setting.text, text != nil else { return false }
        do {
            _ = try setting.reread()
        } catch let error as ConfigError {
            console.line("\(error)\nthe configuration has mistakes: the old one stays")
            return false
        } catch {
            console.line("\(error)")
            return false
        }
        console.line("\(setting.file) has changed: starting anew")
        restart.store(true, ordering: .releasing)
        control?.stop()
        return true
    }

    // MARK: words

    private func announce() {
        guard !isEnding.load(ordering: .acquiring) else { return }
        isAnnounced = true
        console.clear()
        printLine("swiftlet \(Swiftlet.version) dev listening on \(urls.joined(separator: " "))")
        if let first = urls.first {
            let insecure = first.hasPrefix("https") ? "-k " : ""
            console.line(console.terminal.paint("  try it: curl \(insecure)\(first)\(path)", .grey))
        }
        let watched = builds.map(\.build.package.directory).joined(separator: ", ")
        let text = builds.isEmpty ? "no worker is a package: nothing is built" : "watching \(watched); Ctrl-C ends it"
        console.line(console.terminal.paint("  \(text)", .grey))
    }

    /// One that a worker answers on the first listener.
    private var path: String {
        for route in setting.config.routes {
            if case .worker = route.action, route.listener ?? 0 == 0 { return route.pattern.path.text }
        }
        return "/"
    }
}
