import Testing

@testable import Deploy

struct CollectionTests {
    private let shop = StoreSample.shop
    private let blog = StoreSample.blog

    private func limits(versions: Int = 20, bytes: Int = 1 << 30, moduleBytes: Int = 1 << 20) -> StoreLimits {
        var limits = StoreLimits()
        limits.versions = versions
        limits.bytes = bytes
        limits.moduleBytes = moduleBytes
        return limits
    }

    @Test("The oldest versions beyond the count go, but none that a state names, nor the newest")
    func count() throws {
        let files = try StoreSample.filled()
        let store = try StoreSample.open(files, limits(versions: 2))
        for text in ["four", "five", "six"] { try StoreSample.deploy(text, to: shop, store) }
        var state = try #require(store.state(of: shop))
        state.pinned = [StoreSample.version(4)]
        _ = try store.setState(state, of: shop)
        let collected = try store.collectGarbage()
        // v2 and v3 are live, v4 is pinned, v6 is the newest. v1's module is blog's too.
        #expect(collected.versions.map(\.number.value) == [1, 5])
        #expect(collected.modules == 1)
        #expect(collected.bytes == StoreSample.module("five").count)
        #expect(collected.problems.isEmpty)
        #expect(store.versions(of: shop).map(\.number.value) == [2, 3, 4, 6])
        #expect(try store.collectGarbage() == Collected())
    }

    @Test("The version before the present one is kept for a rollback")
    func previous() throws {
        let store = try StoreSample.open(try StoreSample.filled(), limits(versions: 1))
        try StoreSample.roll([(3, 10_000)], of: shop, store)
        #expect(store.state(of: shop)?.previous == StoreSample.version(2))
        _ = try store.collectGarbage()
        #expect(store.versions(of: shop).map(\.number.value) == [2, 3])
    }

    @Test("Beyond the size, workers with many versions give first, and only what gives room")
    func size() throws {
        let files = try StoreSample.filled()
        let store = try StoreSample.open(files)
        for text in ["four", "five", "six"] { try StoreSample.deploy(text, to: shop, store) }
        for text in ["b", "c"] { try StoreSample.deploy(text, to: blog, store) }
        #expect(store.bytes == 10 + 10 + 12 + 11 + 11 + 10 + 8 + 8)
        store.close()
        let small = try StoreSample.open(files, limits(bytes: 60))
        // v1's module is blog's too. Both workers have one more that is not needed: shop has more versions.
        let collected = try small.collectGarbage()
        #expect(collected.versions.map { "\($0.worker) \($0.number)" } == ["shop v4", "blog v2", "shop v5"])
        #expect(small.bytes == 50)
    }

    @Test("A module that does not fit makes room, and is refused where none can be made")
    func room() throws {
        let files = try StoreSample.filled()
        let store = try StoreSample.open(files, limits(bytes: 60, moduleBytes: 40))
        try StoreSample.deploy("four", to: shop, store)
        try StoreSample.deploy("five", to: shop, store)
        try StoreSample.deploy("six", to: shop, store)
        #expect(store.versions(of: shop).map(\.number.value) == [1, 2, 3, 5, 6])
        let before = StoreView(store)
        let paths = files.paths
        let error = try deployError { try store.putModule([UInt8](repeating: 1, count: 40)) }
        #expect(error.kind == .limit)
        #expect(error.problem.contains("store_bytes, 60"))
        let large = try deployError { try store.putModule([UInt8](repeating: 1, count: 41)) }
        #expect(large.problem == "the module has 41 bytes; [deploy] module_bytes allows 40")
        #expect(StoreView(store) == before)
        #expect(files.paths == paths)
    }

    @Test("A module that a deploy has just put is not collected before the deploy is done with it")
    func awaited() throws {
        let files = try StoreSample.filled()
        let store = try StoreSample.open(files)
        let digest = try store.putModule(StoreSample.module("new"))
        #expect(try store.putModule(StoreSample.module("new")) == digest)
        #expect(try store.collectGarbage() == Collected())
        try store.discardModule(digest)
        #expect(try store.collectGarbage() == Collected())
        #expect(try store.loadModule(digest) == StoreSample.module("new"))
        try store.discardModule(digest)
        #expect(!files.paths.contains { $0.hasSuffix("\(digest).wasm") })
        #expect(try deployError { try store.loadModule(digest) }.kind == .missing)
    }
}
