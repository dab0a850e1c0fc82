import Glibc
import Testing

@testable import Deploy

/// Each change of a store is broken off at each of its steps, in each way that a step can end.
struct CrashTests {
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var limits = StoreLimits()
        /// What is there before.
        var files: @Sendable () throws -> MemoryFiles = { try StoreSample.filled() }
        /// What was not live may come back when the disk refuses the last step.
        var mayComeBack = false
        let run: @Sendable (Store) throws -> Void
    }

    /// Two modules' bytes fit, and a little.
    static let tight: StoreLimits = {
        var limits = StoreLimits()
        limits.versions = 1
        limits.bytes = 30
        return limits
    }()

    static let changes: [Change] = [
        Change(testDescription: "a module is put") { store in _ = try store.putModule(StoreSample.module("four")) },
        Change(
            testDescription: "a worker's first version is added",
            files: {
                let files = try StoreSample.filled()
                files["\(StoreSample.root)/modules/\(try ModuleDigest(of: StoreSample.module("new"))).wasm"] =
                    StoreSample.module("new")
                return files
            }
        ) { store in
            _ = try store.addVersion(try StoreSample.draft(StoreSample.module("new")), to: StoreSample.name("new"))
        },
        Change(testDescription: "another version is added") { store in
            _ = try store.addVersion(try StoreSample.draft(StoreSample.module("one")), to: StoreSample.shop)
        },
        Change(testDescription: "a state is set") { store in
            try StoreSample.roll([(3, 10_000)], of: StoreSample.shop, store)
        },
        Change(
            testDescription: "a first state is set",
            files: {
                let files = try StoreSample.filled()
                let store = try StoreSample.open(files)
                try StoreSample.deploy("new", to: StoreSample.name("new"), store)
                store.close()
                return files
            }
        ) { store in try StoreSample.roll([(1, 10_000)], of: StoreSample.name("new"), store) },
        Change(
            testDescription: "the newest version is removed",
            files: {
                let files = try StoreSample.filled()
                let store = try StoreSample.open(files)
                try StoreSample.deploy("four", to: StoreSample.shop, store)
                store.close()
                return files
            }, mayComeBack: true
        ) { store in try store.removeVersion(StoreSample.version(4), of: StoreSample.shop) },
        Change(testDescription: "a worker is deleted") { store in
            try store.deleteWorker(StoreSample.shop, revision: store.state(of: StoreSample.shop)!.revision)
        },
        Change(
            testDescription: "a deleted worker is deployed again",
            files: {
                let files = try StoreSample.filled()
                let store = try StoreSample.open(files)
                try store.deleteWorker(StoreSample.shop, revision: 2)
                store.close()
                return files
            }
        ) { store in _ = try store.addVersion(try StoreSample.draft(StoreSample.module("one")), to: StoreSample.shop) },
    ]

    static func calls(of change: Change) throws -> (before: StoreView, after: StoreView, count: Int) {
        let files = try change.files()
        let store = try StoreSample.open(files, change.limits)
        let before = StoreView(store)
        files.start(nil)
        try change.run(store)
        return (before, StoreView(store), files.calls.count)
    }

    /// Opens what a crash has left, and checks that nothing was damaged by it.
    static func reopen(
        _ files: MemoryFiles, _ crash: MemoryFiles.Crash, _ comment: Comment
    ) throws -> (StoreView, MemoryFiles) {
        let survivors = files.after(crash)
        let store = try StoreSample.open(survivors)
        #expect(store.repairs.allSatisfy { $0.kind == .leftovers }, comment)
        for name in store.workers {
            for version in store.versions(of: name) {
                #expect(try store.loadModule(version.content.module).count == version.content.moduleBytes, comment)
            }
        }
        // Nothing is left that nobody needs.
        _ = try store.collectGarbage()
        let view = StoreView(store)
        let extra = Set(survivors.paths).subtracting(view.paths).filter { path in
            !path.hasSuffix("/state.json") && !path.hasSuffix("/state.spare.json")
        }
        #expect(extra.isEmpty, comment)
        #expect(view.paths.isSubset(of: survivors.paths), comment)
        store.close()
        return (view, survivors)
    }

    @Test("Whatever step is the last, the old or the new is there, whole", arguments: changes)
    func ends(_ change: Change) throws {
        let (before, after, count) = try Self.calls(of: change)
        try #require(count >= 1)
        for step in 1...count {
            for fault in [MemoryFiles.Fault.end(after: step), .endHalfway(at: step)] {
                let files = try change.files()
                let store = try StoreSample.open(files, change.limits)
                files.start(fault)
                let isDone = (try? change.run(store)) != nil
                for crash in MemoryFiles.Crash.allCases {
                    let comment: Comment = "\(fault) of \(count), \(crash)"
                    let (view, _) = try Self.reopen(files, crash, comment)
                    #expect(view == after || view == before && (!isDone || change.mayComeBack), comment)
                }
            }
        }
    }

    @Test("Whatever step fails, nothing was changed, or all of it", arguments: changes)
    func fails(_ change: Change) throws {
        let (before, after, count) = try Self.calls(of: change)
        for step in 1...count {
            for code in [ENOSPC, EIO] {
                for fault in [MemoryFiles.Fault.fail(at: step, code: code), .failHalfway(at: step, code: code)] {
                    let comment: Comment = "\(fault) of \(count)"
                    let files = try change.files()
                    let store = try StoreSample.open(files, change.limits)
                    files.start(fault)
                    var isDone = false
                    do {
                        try change.run(store)
                        isDone = true
                    } catch let error as DeployError {
                        #expect(error.kind == .system, comment)
                        #expect(error.problem.contains(StoreSample.root), comment)
                        #expect(!error.remedy.isEmpty, comment)
                    }
                    #expect(StoreView(store) == (isDone ? after : before), comment)
                    for crash in MemoryFiles.Crash.allCases {
                        let (view, _) = try Self.reopen(files, crash, comment)
                        // Nothing that was said is taken back; what failed may not have been undone on the disk.
                        #expect(view == after || view == before && (!isDone || change.mayComeBack), comment)
                        if crash == .killed { #expect(view == (isDone ? after : before), comment) }
                    }
                    // The store goes on.
                    #expect(throws: Never.self, comment) {
                        try StoreSample.deploy("later", to: StoreSample.blog, store)
                    }
                }
            }
        }
    }

    @Test(
        "Where a change cannot even be undone, no other is made, and what is on the disk is old or new",
        arguments: changes)
    func failsOn(_ change: Change) throws {
        let (before, after, count) = try Self.calls(of: change)
        for step in 1...count {
            let comment: Comment = "from \(step) of \(count)"
            let files = try change.files()
            let store = try StoreSample.open(files, change.limits)
            files.start(.failOn(from: step, code: EIO))
            let isDone = (try? change.run(store)) != nil
            #expect(StoreView(store) == (isDone ? after : before), comment)
            #expect(throws: DeployError.self, comment) { try StoreSample.deploy("later", to: StoreSample.blog, store) }
            for crash in MemoryFiles.Crash.allCases {
                let (view, _) = try Self.reopen(files, crash, comment)
                #expect(view == after || view == before && (!isDone || change.mayComeBack), comment)
            }
        }
    }

    @Test("A store that was just made, with all above it, is there after the machine lost its power")
    func made() throws {
        let files = MemoryFiles()
        let store = try StoreSample.open(files)
        try StoreSample.deploy("one", to: StoreSample.shop, store)
        try StoreSample.roll([(1, 10_000)], of: StoreSample.shop, store)
        for crash in MemoryFiles.Crash.allCases {
            let (view, _) = try Self.reopen(files, crash, "\(crash)")
            #expect(view == StoreView(store))
        }
    }

    @Test("A store that does not know what is on the disk says so, until it is opened again")
    func doubt() throws {
        let files = try StoreSample.filled()
        let store = try StoreSample.open(files)
        // The last step of five, and what would undo it.
        files.start(.failOn(from: 5, code: EIO))
        let error = try deployError { try StoreSample.roll([(3, 10_000)], of: StoreSample.shop, store) }
        #expect(error.remedy.hasPrefix("nor could it be undone"))
        files.start(nil)
        let next = try deployError { try StoreSample.roll([(1, 10_000)], of: StoreSample.shop, store) }
        #expect(next.problem.hasPrefix("/srv/store takes no more changes since this: /srv/store/workers/shop"))
        #expect(store.state(of: StoreSample.shop)?.shares.count == 2)
        store.close()
        let again = try StoreSample.open(files)
        try StoreSample.roll([(1, 10_000)], of: StoreSample.shop, again)
    }

    @Test("A collection that is broken off has removed nothing that is needed")
    func collection() throws {
        func prepare() throws -> MemoryFiles {
            let files = try StoreSample.filled()
            let store = try StoreSample.open(files)
            for text in ["four", "five", "six"] { try StoreSample.deploy(text, to: StoreSample.shop, store) }
            store.close()
            return files
        }
        let whole = try prepare()
        let store = try StoreSample.open(whole, Self.tight)
        let before = StoreView(store)
        whole.start(nil)
        let collected = try store.collectGarbage()
        #expect(collected.versions.map(\.number.value) == [1, 4, 5])
        #expect(collected.modules == 2)
        let after = StoreView(store)
        let count = whole.calls.count
        for step in 1...count {
            for fault in [MemoryFiles.Fault.end(after: step), .fail(at: step, code: EIO)] {
                let files = try prepare()
                let store = try StoreSample.open(files, Self.tight)
                files.start(fault)
                _ = try? store.collectGarbage()
                for crash in MemoryFiles.Crash.allCases {
                    let comment: Comment = "\(fault) of \(count), \(crash)"
                    let (view, _) = try Self.reopen(files, crash, comment)
                    for (name, worker) in view.workers {
                        #expect(worker.state == before.workers[name]?.state, comment)
                        let numbers = Set(worker.versions.map(\.number))
                        #expect(numbers.isSubset(of: before.workers[name]!.versions.map(\.number)), comment)
                        #expect(numbers.isSuperset(of: after.workers[name]!.versions.map(\.number)), comment)
                    }
                    #expect(view.workers.count == before.workers.count, comment)
                }
            }
        }
    }

    @Test("An opening that is broken off leaves a store that can be opened")
    func opening() throws {
        let damage = { () throws -> MemoryFiles in
            let files = try StoreSample.filled()
            files["\(StoreSample.root)/workers/shop/versions/3.json"] = Array("{".utf8)
            files["\(StoreSample.root)/workers/blog/state.json"] = []
            files["\(StoreSample.root)/tmp/7"] = [1]
            return files
        }
        let whole = try damage()
        whole.start(nil)
        let store = try StoreSample.open(whole)
        let count = whole.calls.count
        let shares = store.state(of: StoreSample.shop)?.shares
        #expect(shares == [WorkerState.Share(StoreSample.version(2), weight: 10_000)])
        for step in 1...count {
            for fault in [
                MemoryFiles.Fault.end(after: step), .endHalfway(at: step), .fail(at: step, code: ENOSPC),
                .failHalfway(at: step, code: ENOSPC),
            ] {
                let files = try damage()
                files.start(fault)
                let first = try? StoreSample.open(files)
                if case .fail = fault, let first {
                    #expect(first.state(of: StoreSample.shop)?.shares == shares, "\(fault)")
                }
                first?.close()
                for crash in MemoryFiles.Crash.allCases {
                    let again = try StoreSample.open(files.after(crash))
                    #expect(again.state(of: StoreSample.shop)?.shares == shares, "\(fault), \(crash)")
                    #expect(again.state(of: StoreSample.blog)?.shares.count == 1, "\(fault), \(crash)")
                    #expect(again.versions(of: StoreSample.blog).count == 1, "\(fault), \(crash)")
                }
            }
        }
    }
}
