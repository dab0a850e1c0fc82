import Glibc
import Testing

@testable import Deploy

/// Files that are gone, or that somebody has written who knows their form.
struct LostFileTests {
    private let root = StoreSample.root
    private let shop = StoreSample.shop

    private func forge(_ state: WorkerState, _ files: MemoryFiles) throws {
        files["\(root)/workers/shop/state.json"] = try StoredFile.encode("state") { json in state.write(to: &json) }
    }

    @Test("The highest revision that a file can name is one like others: the next change is made")
    func revision() throws {
        let files = try StoreSample.filled()
        var state = WorkerState()
        state.revision = .max
        state.lastNumber = 3
        state.shares = [WorkerState.Share(StoreSample.version(2), weight: 10_000)]
        try forge(state, files)
        var store = try StoreSample.open(files)
        #expect(store.state(of: shop)?.revision == .max)
        try StoreSample.roll([(3, 10_000)], of: shop, store)
        #expect(store.state(of: shop)?.revision == 1)
        store.close()
        try forge(state, files)
        store = try StoreSample.open(files)
        try store.deleteWorker(shop, revision: .max)
        store.close()
        // What is put right at an opening counts too.
        try forge(state, files)
        files["\(root)/workers/shop/versions/1.json"] = nil
        files["\(root)/workers/shop/versions/2.json"] = nil
        store = try StoreSample.open(files)
        #expect(store.repairs.contains { $0.kind == .fellBack })
    }

    @Test("The highest number that a file can name is the last, and says so")
    func lastNumber() throws {
        let files = try StoreSample.filled()
        var state = WorkerState()
        state.revision = 7
        state.lastNumber = .max
        state.shares = [WorkerState.Share(StoreSample.version(2), weight: 10_000)]
        try forge(state, files)
        let store = try StoreSample.open(files)
        let error = try deployError { try StoreSample.deploy("four", to: shop, store) }
        #expect(error.problem == "shop had 4294967295 versions")
        try StoreSample.roll([(3, 10_000)], of: shop, store)
    }

    @Test("A name in the quarantine with the highest number there is does not keep anything else out of it")
    func quarantineNumber() throws {
        let files = try StoreSample.filled()
        files["\(root)/quarantine/\(Int.max)-x"] = [1]
        files["\(root)/modules/x"] = [1]
        let store = try StoreSample.open(files)
        #expect(store.repairs.map(\.kind) == [.movedAside])
        #expect(files["\(root)/quarantine/1-modules_x"] == [1])
    }

    @Test("A state that is gone with its spare one is made again of the newest version, and it is told")
    func state() throws {
        let files = try StoreSample.filled()
        files["\(root)/workers/shop/state.json"] = nil
        files["\(root)/workers/shop/state.spare.json"] = nil
        let store = try StoreSample.open(files)
        #expect(store.repairs.map(\.kind) == [.fellBack])
        #expect(store.repairs.first?.description.contains("as \(root)/workers/shop/state.json is gone: ") == true)
        #expect(store.state(of: shop)?.shares == [WorkerState.Share(StoreSample.version(3), weight: 10_000)])
        store.close()
        let again = try StoreSample.open(files)
        #expect(again.repairs.isEmpty)
        #expect(again.state(of: shop)?.shares.count == 1)
    }

    @Test("A version that nobody has made live is not, whatever became of the host")
    func waiting() throws {
        let files = MemoryFiles()
        let store = try StoreSample.open(files)
        try StoreSample.deploy("one", to: shop, store)
        for crash in MemoryFiles.Crash.allCases {
            let again = try StoreSample.open(files.after(crash))
            #expect(again.repairs.allSatisfy { $0.kind == .leftovers }, "\(crash)")
            #expect(again.versions(of: shop).count == 1)
            #expect(again.state(of: shop)?.shares == [])
        }
        try store.deleteWorker(shop, revision: try #require(store.state(of: shop)).revision)
        #expect(store.workers.isEmpty)
    }

    @Test("A salt that is gone is told where there are secrets, and only there")
    func salt() throws {
        let files = try StoreSample.filled()
        files["\(root)/store.json"] = nil
        let store = try StoreSample.open(files)
        #expect(store.hasLostSalt)
        #expect(store.repairs.map(\.kind) == [.madeAgain])
        #expect(store.repairs.first?.description.contains("whether a secret of blog, shop is the one") == true)
        store.close()
        #expect(try !StoreSample.open(files).hasLostSalt)
        #expect(try !StoreSample.open(MemoryFiles()).hasLostSalt)
    }

    @Test("What is no file and cannot be moved is removed, and the store goes on")
    func link() throws {
        let path = "\(root)/modules/x"
        let files = LinkedFiles(try StoreSample.filled(), link: path)
        files.files[path] = [1]
        let store = try Store(root, files: files)
        #expect(store.repairs.map(\.description) == ["\(path): it is no module's file; it is removed"])
        #expect(files.files[path] == nil)
        try StoreSample.deploy("four", to: shop, store)
    }
}

/// One path of them is a link, which the wall lets nobody rename.
private struct LinkedFiles: FileOperations {
    let files: MemoryFiles
    let link: String

    init(_ files: MemoryFiles, link: String) {
        self.files = files
        self.link = link
    }

    func size(of path: String) throws(FileProblem) -> Int? {
        if path == link, files[path] != nil { throw FileProblem("is no file", path, code: EINVAL) }
        return try files.size(of: path)
    }

    func rename(_ path: String, to target: String) throws(FileProblem) {
        if path == link { throw FileProblem("cannot be put in place", target, code: EPERM) }
        try files.rename(path, to: target)
    }

    func makeDirectory(_ path: String) throws(FileProblem) -> Bool { try files.makeDirectory(path) }
    func removeDirectory(_ path: String) throws(FileProblem) { try files.removeDirectory(path) }
    func isPrivate(_ directory: String) throws(FileProblem) -> Bool { try files.isPrivate(directory) }
    func names(in directory: String) throws(FileProblem) -> [String] { try files.names(in: directory) }
    func read(_ path: String, bytesMax: Int) throws(FileProblem) -> [UInt8]? {
        try files.read(path, bytesMax: bytesMax)
    }
    func create(_ path: String) throws(FileProblem) -> Int32 { try files.create(path) }
    func write(_ bytes: [UInt8], to file: Int32, at path: String) throws(FileProblem) {
        try files.write(bytes, to: file, at: path)
    }
    func sync(_ file: Int32, at path: String) throws(FileProblem) { try files.sync(file, at: path) }
    func close(_ file: Int32) { files.close(file) }
    func syncDirectory(_ path: String) throws(FileProblem) { try files.syncDirectory(path) }
    func remove(_ path: String) throws(FileProblem) { try files.remove(path) }
    func lock(_ path: String) throws(FileProblem) -> FileLock { try files.lock(path) }
}
