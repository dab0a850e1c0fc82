import Testing

@testable import Deploy

/// In which order files are touched: what makes a crash harmless.
struct StepsTests {
    private let root = StoreSample.root

    @Test("A file is whole and on the disk before it has its name, and its name is on the disk before the call returns")
    func placed() throws {
        let files = try StoreSample.filled()
        let store = try StoreSample.open(files)
        files.start(nil)
        let digest = try store.putModule(StoreSample.module("new"))
        let target = "\(root)/modules/\(digest).wasm"
        #expect(
            files.calls == [
                "create \(root)/tmp/1", "write \(root)/tmp/1", "sync \(root)/tmp/1", "rename \(target)",
                "syncDirectory \(root)/modules",
            ])
        files.start(nil)
        _ = try store.addVersion(try StoreSample.draft(StoreSample.module("new")), to: StoreSample.shop)
        #expect(
            files.calls == [
                "create \(root)/tmp/2", "write \(root)/tmp/2", "sync \(root)/tmp/2",
                "rename \(root)/workers/shop/versions/4.json", "syncDirectory \(root)/workers/shop/versions",
            ])
        files.start(nil)
        try StoreSample.roll([(4, 10_000)], of: StoreSample.shop, store)
        #expect(
            files.calls.prefix(5) == [
                "create \(root)/tmp/3", "write \(root)/tmp/3", "sync \(root)/tmp/3",
                "rename \(root)/workers/shop/state.json", "syncDirectory \(root)/workers/shop",
            ])
        // The spare one, which nobody waits for.
        #expect(
            files.calls.dropFirst(5) == [
                "create \(root)/tmp/4", "write \(root)/tmp/4", "rename \(root)/workers/shop/state.spare.json",
            ])
    }

    @Test("A worker's directories are on the disk before its first version is")
    func directories() throws {
        let files = MemoryFiles()
        let store = try StoreSample.open(files)
        _ = try store.putModule(StoreSample.module("one"))
        files.start(nil)
        _ = try store.addVersion(try StoreSample.draft(StoreSample.module("one")), to: StoreSample.shop)
        #expect(
            files.calls.prefix(4) == [
                "makeDirectory \(root)/workers/shop", "syncDirectory \(root)/workers",
                "makeDirectory \(root)/workers/shop/versions", "syncDirectory \(root)/workers/shop",
            ])
    }

    @Test("Versions are gone from the disk before their modules go")
    func removed() throws {
        let files = try StoreSample.filled()
        var limits = StoreLimits()
        limits.versions = 1
        let store = try StoreSample.open(files, limits)
        try StoreSample.deploy("four", to: StoreSample.shop, store)
        try StoreSample.deploy("five", to: StoreSample.shop, store)
        files.start(nil)
        _ = try store.collectGarbage()
        let digest = try ModuleDigest(of: StoreSample.module("four"))
        #expect(
            files.calls == [
                "remove \(root)/workers/shop/versions/1.json", "remove \(root)/workers/shop/versions/4.json",
                "syncDirectory \(root)/workers/shop/versions", "remove \(root)/modules/\(digest).wasm",
            ])
    }

    @Test("To open a store, each file but the modules is read once")
    func opening() throws {
        let files = MemoryFiles()
        let store = try StoreSample.open(files)
        let (workers, versions) = (50, 4)
        for worker in 0..<workers {
            let name = StoreSample.name("worker-\(worker)")
            for version in 0..<versions { try StoreSample.deploy("\(worker) \(version)", to: name, store) }
            try StoreSample.roll([(UInt32(versions), 10_000)], of: name, store)
        }
        store.close()
        files.start(nil)
        #expect(try StoreSample.open(files).workers.count == workers)
        // Each worker: its directory, its state and its versions; each module's size; and the store's own files.
        let own = 14
        #expect(files.calls.count <= workers * (2 + 2 * versions) + own)
        #expect(files.calls.filter { $0.hasPrefix("read ") }.count == workers * (1 + versions) + 1)
    }
}
