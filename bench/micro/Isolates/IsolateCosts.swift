internal import Isolate
internal import Wasm

/// `microbench isolates [--json] [worker.wasm]`: what isolates cost, beside the goals that the project has set itself.
struct IsolateCosts {
    /// A worker that does not wait.
    private let module: [UInt8]
    private let report: (Measurement) -> Void

    /// Other isolates alive at the same time.
    private static let alive = [1, 128, 1_000, 10_000]
    private static let slots = 10_400
    private static let deployed = 1_000
    private static let largeMemories = [16, 64, 256, 1_024]

    /// - Parameter report: gets each figure when it is known.
    init(_ module: [UInt8], report: @escaping (Measurement) -> Void) {
        self.module = module
        self.report = report
    }

    func run() throws {
        // Each in an engine of its own: two large ones need more memory mappings than the system allows.
        try notSuspending(Subject(module, runtime()))
        try madeAnew(Subject(Module.bytes(fromText: Guest.unwound), runtime()))
        try resident(Subject(Module.bytes(fromText: Guest.waiting), runtime()))
        try suspended(Subject(Module.bytes(fromText: Guest.waiting), runtime()))
        try firstRequest()
        try limits()
        try manyWorkers()
        for mebibytes in Self.largeMemories { try largeMemory(mebibytes) }
    }

    private func runtime() throws -> IsolateRuntime {
        var settings = RuntimeSettings()
        settings.isolatesMax = Self.slots
        settings.memoryBytesMax = 16 << 20
        return try IsolateRuntime(settings)
    }

    private func notSuspending(_ subject: Subject) throws {
        let work = try subject.ownWork()
        microseconds("worker's own work", work)
        for count in Self.alive {
            let ring = AliveIsolates(subject: subject, count: count, areSuspended: false)
            let overhead = try ring.rolling() - work
            microseconds("not suspending, \(count) alive: beyond own work", overhead, goal: count == 1 ? 3 : nil)
        }
        let burst = try AliveIsolates(subject: subject, count: 16, areSuspended: false).burst()
        microseconds("  of it make", burst.make)
        microseconds("  of it enter and leave, own work included", burst.enter)
        microseconds("  of it rewind", burst.end)
    }

    private func madeAnew(_ subject: Subject) throws {
        let ring = AliveIsolates(subject: subject, count: 1, areSuspended: false)
        microseconds("not rewound but made anew, 1 alive: whole", try ring.rolling())
        let burst = try AliveIsolates(subject: subject, count: 1_000, areSuspended: false).burst()
        microseconds("  1000 at once: make", burst.make)
        microseconds("  1000 at once: enter and leave", burst.enter)
        microseconds("  1000 at once: drop", burst.end)
    }

    private func suspended(_ subject: Subject) throws {
        for count in Self.alive {
            let ring = AliveIsolates(subject: subject, count: count, areSuspended: true)
            microseconds("suspended once, \(count) alive: whole", try ring.rolling(), goal: count == 128 ? 8 : nil)
        }
    }

    /// In slots that were never used, and where each isolate has been rewound before: then its memory was written over.
    private func resident(_ subject: Subject) throws {
        let ring = AliveIsolates(subject: subject, count: 10_000, areSuspended: true)
        let (fresh, rewound) = try ring.residentBytes()
        report(
            Measurement(name: "resident per suspended isolate, 10000, new", value: fresh / 1e3, unit: "KB", goal: 100))
        report(
            Measurement(
                name: "resident per suspended isolate, 10000, rewound", value: rewound / 1e3, unit: "KB", goal: 100))
    }

    private func firstRequest() throws {
        let (first, later) = try FirstRequest(module: module).measure()
        microseconds("first request of a deployment", first * 1_000, goal: 1_000)
        microseconds("hundredth request", later * 1_000)
    }

    private func limits() throws {
        let (with, without) = try LimitsCost(module).measure()
        microseconds("whole request without CPU limits", without)
        microseconds("whole request with CPU limits", with)
        report(Measurement(name: "limits on against off", value: (with / without - 1) * 100, unit: "%", goal: 1))
    }

    private func manyWorkers() throws {
        let figures = try ManyWorkers(count: Self.deployed).measure(module)
        let name = "\(Self.deployed) workers"
        report(Measurement(name: "\(name): deploy each, from the cache", value: figures.deploy, unit: "ms"))
        report(Measurement(name: "\(name): resident, no request yet", value: figures.residentIdle / 1e6, unit: "MB"))
        report(
            Measurement(
                name: "\(name): resident, all have served", value: figures.residentServed / 1e6, unit: "MB", goal: 300))
        microseconds("one worker deployed: whole request", figures.alone)
        microseconds("\(name), one has all requests: whole", figures.oneOfMany)
        let slower = (figures.oneOfMany / figures.alone - 1) * 100
        report(Measurement(name: "  against one worker deployed", value: slower, unit: "%", goal: 2))
        microseconds("\(name) take turns, caches cold: whole", figures.inTurns)
    }

    private func largeMemory(_ mebibytes: Int) throws {
        let (median, longest) = try LargeMemory(mebibytes: mebibytes).end()
        microseconds("end of an isolate of \(mebibytes) MiB", median * 1_000, goal: 200)
        microseconds("  the longest", longest * 1_000)
    }

    private func microseconds(_ name: String, _ nanoseconds: Double, goal: Double? = nil) {
        report(Measurement(name: name, value: nanoseconds / 1_000, unit: "us", goal: goal))
    }
}
