import Testing

@testable import Deploy

struct StoreTests {
    private let shop = StoreSample.shop
    private let blog = StoreSample.blog

    @Test("What was put into a store is there when it is opened again")
    func kept() throws {
        let files = try StoreSample.filled()
        let store = try StoreSample.open(files)
        #expect(store.repairs.isEmpty)
        #expect(store.workers == [blog, shop])
        #expect(store.versions(of: shop).map(\.number.value) == [1, 2, 3])
        let second = try store.version(StoreSample.version(2), of: shop)
        #expect(second.content == (try StoreSample.draft(StoreSample.module("two"))))
        #expect(try store.loadModule(second.content.module) == StoreSample.module("two"))
        let state = try #require(store.state(of: shop))
        #expect(state.shares.map(\.weight) == [9_000, 1_000])
        #expect(state.previous == StoreSample.version(2))
        #expect(state.assignment?.contains("9000") == true)
        #expect(state.revision == 2)
        #expect(state.lastNumber == 3)
    }

    @Test("A module that several versions have is kept once")
    func shared() throws {
        let files = try StoreSample.filled()
        #expect(files.paths.filter { $0.hasSuffix(".wasm") }.count == 3)
        #expect(try StoreSample.open(files).bytes == 10 + 10 + 12)
    }

    @Test("Versions are ordered by number, whatever the clock said")
    func clockSetBack() throws {
        let files = MemoryFiles()
        let store = try StoreSample.open(files)
        _ = try store.putModule(StoreSample.module("one"))
        for created: Int64 in [5_000, 1_000, -7] {
            _ = try store.addVersion(try StoreSample.draft(StoreSample.module("one"), created: created), to: shop)
        }
        store.close()
        var limits = StoreLimits()
        limits.versions = 2
        let again = try StoreSample.open(files, limits)
        #expect(again.versions(of: shop).map(\.content.created) == [5_000, 1_000, -7])
        #expect(try again.collectGarbage().versions.map(\.number.value) == [1])
    }

    @Test("A number is not used twice, not even after the worker was deleted and the store opened again")
    func numbers() throws {
        let files = MemoryFiles()
        var store = try StoreSample.open(files)
        var given: [UInt32] = []
        func deploy() throws { given.append(try StoreSample.deploy("one", to: shop, store).value) }
        func reopen() throws {
            store.close()
            store = try StoreSample.open(files)
        }
        try deploy()
        try deploy()
        try store.removeVersion(StoreSample.version(2), of: shop)
        try reopen()
        try deploy()
        try store.deleteWorker(shop, revision: try #require(store.state(of: shop)).revision)
        #expect(store.workers.isEmpty)
        #expect(store.state(of: shop) == nil)
        try reopen()
        #expect(store.workers.isEmpty)
        try deploy()
        #expect(store.state(of: shop)?.isDeleted == false)
        try store.removeVersion(StoreSample.version(4), of: shop)
        try reopen()
        try deploy()
        #expect(given == [1, 2, 3, 4, 5])
    }

    @Test("A state that somebody else changed first is refused, and so is deleting by it")
    func revisions() throws {
        let store = try StoreSample.open(try StoreSample.filled())
        var state = try #require(store.state(of: shop))
        state.shares = [WorkerState.Share(StoreSample.version(1), weight: 10_000)]
        let next = try store.setState(state, of: shop)
        #expect(next.revision == state.revision + 1)
        #expect(store.state(of: shop) == next)
        let set = try deployError { try store.setState(state, of: shop) }
        #expect(set.kind == .conflict)
        #expect(set.problem == "shop was changed meanwhile (revision 3, not 2)")
        #expect(try deployError { try store.deleteWorker(shop, revision: 2) }.kind == .conflict)
        try store.deleteWorker(shop, revision: 3)
    }

    @Test("A state names versions that are there, whose shares are everything")
    func states() throws {
        let store = try StoreSample.open(try StoreSample.filled())
        func refusal(_ shares: [(UInt32, Int)]) throws -> DeployError {
            try deployError { try StoreSample.roll(shares, of: shop, store) }
        }
        #expect(try refusal([(4, 10_000)]).problem.contains("v4"))
        #expect(try refusal([(9, 10_000)]).kind == .input)
        #expect(try refusal([(1, 9_999)]).problem.contains("10000"))
        #expect(try refusal([(1, 20_000), (2, -10_000)]).kind == .input)
        #expect(try refusal([(1, .max), (2, .max), (3, 10_002)]).kind == .input)
        #expect(try refusal([(1, 5_000), (1, 5_000)]).problem.contains("twice"))
        try store.removeVersion(StoreSample.version(1), of: shop)
        let missing = try refusal([(1, 10_000)])
        #expect(missing.description == "shop has no version v1 (it has v2, v3)")
        #expect(store.state(of: shop)?.shares.map(\.weight) == [9_000, 1_000])
    }

    @Test("What is in use cannot be removed")
    func inUse() throws {
        let store = try StoreSample.open(try StoreSample.filled())
        #expect(try deployError { try store.removeVersion(StoreSample.version(3), of: shop) }.kind == .conflict)
        try store.removeVersion(StoreSample.version(1), of: shop)
        #expect(try deployError { try store.removeVersion(StoreSample.version(1), of: shop) }.kind == .missing)
        #expect(
            try deployError { try store.removeVersion(StoreSample.version(1), of: StoreSample.name("no")) }.kind
                == .missing)
        #expect(store.versions(of: shop).map(\.number.value) == [2, 3])
    }

    @Test("A second process is told who has the store")
    func locked() throws {
        let files = try StoreSample.filled()
        let store = try StoreSample.open(files)
        let error = try deployError { try StoreSample.open(files) }
        #expect(error.kind == .conflict)
        #expect(error.problem == "/srv/store is in use by process 4711")
        store.close()
        _ = try StoreSample.open(files)
    }

    @Test("A closed store takes no changes and can still be read")
    func closed() throws {
        let store = try StoreSample.open(try StoreSample.filled())
        store.close()
        store.close()
        #expect(try deployError { try store.putModule([1]) }.kind == .conflict)
        #expect(try deployError { try store.collectGarbage() }.remedy == "deploy to the next one")
        #expect(store.versions(of: shop).count == 3)
    }

    @Test("A version needs its module, and texts that are texts")
    func drafts() throws {
        let store = try StoreSample.open(try StoreSample.filled())
        let before = StoreView(store)
        #expect(
            try deployError { try store.addVersion(try StoreSample.draft(StoreSample.module("no")), to: shop) }.kind
                == .missing)
        var draft = try StoreSample.draft(StoreSample.module("one"))
        draft.provenance.author = "ann\u{1b}[2J"
        #expect(try deployError { try store.addVersion(draft, to: shop) }.description.contains("\\u{1b}"))
        draft.provenance.author = String(repeating: "a", count: 257)
        #expect(try deployError { try store.addVersion(draft, to: shop) }.kind == .limit)
        draft = try StoreSample.draft(StoreSample.module("one"))
        draft.smoke[0].path = "no"
        #expect(try deployError { try store.addVersion(draft, to: shop) }.problem.hasPrefix("smoke request 1: "))
        draft = try StoreSample.draft(StoreSample.module("one"))
        draft.settings.variables["BIG"] = String(repeating: "x", count: 17 << 20)
        #expect(try deployError { try store.addVersion(draft, to: shop) }.kind == .limit)
        #expect(StoreView(store) == before)
    }

    @Test("A secret's fingerprint is the same in one store, and another in the next")
    func fingerprints() throws {
        let files = MemoryFiles()
        let store = try StoreSample.open(files)
        let secret = Array("hunter2hunter2".utf8)
        let print = try store.fingerprint(of: secret, name: "TOKEN")
        #expect(try store.fingerprint(of: secret, name: "OTHER") != print)
        #expect(try store.fingerprint(of: secret + [0], name: "TOKEN") != print)
        store.close()
        #expect(try StoreSample.open(files).fingerprint(of: secret, name: "TOKEN") == print)
        #expect(try StoreSample.open(MemoryFiles()).fingerprint(of: secret, name: "TOKEN") != print)
    }

    @Test("Deploys of several threads at once all get their own number")
    func concurrent() async throws {
        let files = MemoryFiles()
        let store = try StoreSample.open(files)
        let numbers = await withTaskGroup(of: [VersionNumber].self) { group in
            for task in 0..<4 {
                group.addTask {
                    (0..<20).compactMap { try? StoreSample.deploy("\(task) \($0 % 3)", to: StoreSample.shop, store) }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(numbers).count == 80)
        let view = StoreView(store)
        store.close()
        #expect(StoreView(try StoreSample.open(files)) == view)
    }
}
