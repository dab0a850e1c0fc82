@testable import Deploy

/// Stores with something in them.
enum StoreSample {
    static let root = "/srv/store"
    static let shop = name("shop")
    static let blog = name("blog")

    static func name(_ text: String) -> WorkerName {
        guard let name = try? WorkerName(text) else { preconditionFailure("\(text) is no name") }
        return name
    }

    static func open(_ files: MemoryFiles, _ limits: StoreLimits = StoreLimits()) throws -> Store {
        try Store(root, limits: limits, files: files)
    }

    static func module(_ text: String) -> [UInt8] { Array("module \(text)".utf8) }

    static func version(_ number: UInt32) -> VersionNumber { VersionNumber(number)! }

    static func draft(_ module: [UInt8], created: Int64 = 1_790_000_000_000) throws -> VersionDraft {
        VersionDraft(
            module: try ModuleDigest(of: module), moduleBytes: module.count,
            settings: VersionSettings(
                origins: ["api"], variables: ["THEME": "dark \"quoted\" \u{e9}"],
                secrets: ["TOKEN": SecretFingerprint(text: "00112233445566778899aabbccddeeff")!],
                limits: ["cpu": "50ms"]),
            smoke: [
                SmokeRequest(
                    method: "POST", path: "/?a=1", headers: [.init("Host", "shop.example"), .init("X-A", "b")],
                    body: "x",
                    expect: .init(status: 200, headers: [.init("Content-Type", "text/plain")], contains: "ok"),
                    origins: [.init("api", status: 404, headers: [.init("X-A", "b")], body: "{}"), .init("cdn")])
            ],
            provenance: Provenance(author: "ann", at: 1, message: "first\nlines", commit: "abc", toolchain: "6.3.1"),
            signedBy: "0011223344556677", created: created)
    }

    /// Puts a module and makes a version of it.
    @discardableResult
    static func deploy(_ text: String, to name: WorkerName, _ store: Store) throws -> VersionNumber {
        _ = try store.putModule(module(text))
        return try store.addVersion(try draft(module(text)), to: name).number
    }

    /// Gives shares to versions, and keeps what was live as the one before.
    static func roll(_ shares: [(UInt32, Int)], of name: WorkerName, _ store: Store) throws {
        var state = store.state(of: name)!
        if let before = state.shares.max(by: { $0.weight < $1.weight })?.version { state.history.settle(on: before) }
        state.shares = shares.map { WorkerState.Share(version($0.0), weight: $0.1) }
        if state.shares.count == 1 { state.history.settle(on: state.shares[0].version) }
        state.assignment = "assignment of \(shares)"
        _ = try store.setState(state, of: name)
    }

    /// `shop` with v1 to v3, of which v2 and v3 are live; `blog` with v1.
    static func filled() throws -> MemoryFiles { try made.get().after(.killed) }

    /// Made once, long ago: what was not waited for is on the disk too.
    private static let made = Result<MemoryFiles, any Error> {
        let files = MemoryFiles()
        let store = try open(files)
        for text in ["one", "two", "three"] { try deploy(text, to: shop, store) }
        try roll([(2, 10_000)], of: shop, store)
        try roll([(2, 9_000), (3, 1_000)], of: shop, store)
        try deploy("one", to: blog, store)
        try roll([(1, 10_000)], of: blog, store)
        store.close()
        return files
    }
}

/// What a store says that it holds, but for the numbers that it will give out.
struct StoreView: Equatable, CustomStringConvertible {
    struct Worker: Equatable {
        var versions: [VersionRecord]
        var state: WorkerState?
    }

    var workers: [WorkerName: Worker] = [:]

    init(_ store: Store) {
        for name in store.workers {
            var state = store.state(of: name)
            state?.lastNumber = 0
            workers[name] = Worker(versions: store.versions(of: name), state: state)
        }
    }

    var description: String {
        workers.sorted { $0.key < $1.key }.map { name, worker in
            "\(name): \(worker.versions.map(\.number)) revision \(worker.state?.revision ?? 0) "
                + "shares \(worker.state?.shares.map { "\($0.version)=\($0.weight)" } ?? [])"
        }.joined(separator: "; ")
    }

    /// The files that such a store needs.
    var paths: Set<String> {
        var paths: Set<String> = ["\(StoreSample.root)/store.json"]
        for (name, worker) in workers {
            for version in worker.versions {
                paths.insert("\(StoreSample.root)/workers/\(name)/versions/\(version.number.value).json")
                paths.insert("\(StoreSample.root)/modules/\(version.content.module).wasm")
            }
        }
        return paths
    }
}
