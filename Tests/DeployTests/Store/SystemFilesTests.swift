import Glibc
import Testing

@testable import Deploy

/// The store on the system's own files.
struct SystemFilesTests {
    /// A directory that goes with the test.
    private final class Place {
        let path: String

        init() throws {
            var template = Array("/tmp/swiftlet-store-XXXXXX".utf8CString)
            guard unsafe mkdtemp(&template) != nil else { throw FileProblem("cannot be made", "/tmp", code: errno) }
            path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        }

        deinit { Self.removeAll(path) }

        private static func removeAll(_ path: String) {
            _ = unsafe chmod(path, 0o700)
            for name in (try? SystemFiles().names(in: path)) ?? [] {
                if unsafe unlink("\(path)/\(name)") != 0 { removeAll("\(path)/\(name)") }
            }
            _ = unsafe rmdir(path)
        }

        func mode(_ name: String) -> UInt32? {
            var status = stat()
            return unsafe lstat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o777 : nil
        }
    }

    private let shop = StoreSample.shop

    @Test("A store is made with its parents, and is readable by this user alone")
    func made() throws {
        let place = try Place()
        let root = "\(place.path)/a/b/store"
        let store = try Store(root)
        let number = try StoreSample.deploy("one", to: shop, store)
        try StoreSample.roll([(1, 10_000)], of: shop, store)
        let digest = try store.version(number, of: shop).content.module
        #expect(try store.loadModule(digest) == StoreSample.module("one"))
        for directory in ["a", "a/b", "a/b/store", "a/b/store/modules", "a/b/store/workers/shop/versions"] {
            #expect(place.mode(directory) == 0o700, "\(directory)")
        }
        let files = [
            "lock", "store.json", "modules/\(digest).wasm", "workers/shop/versions/1.json", "workers/shop/state.json",
        ]
        for file in files { #expect(place.mode("a/b/store/\(file)") == 0o600, "\(file)") }
        #expect(try SystemFiles().names(in: "\(root)/tmp").isEmpty)
        let view = StoreView(store)
        store.close()
        let again = try Store(root)
        #expect(again.repairs.isEmpty)
        #expect(StoreView(again) == view)
        try again.deleteWorker(shop, revision: 1)
        #expect(try again.collectGarbage().modules == 1)
        #expect(try SystemFiles().names(in: "\(root)/modules").isEmpty)
    }

    @Test("The lock names its holder, and is given back at the end, also without closing")
    func lock() throws {
        let place = try Place()
        do {
            let first = try Store(place.path)
            let error = try deployError { try Store(place.path) }
            #expect(error.problem == "\(place.path) is in use by process \(getpid())")
            #expect(first.workers.isEmpty)
        }
        _ = try Store(place.path)
    }

    @Test("A directory that others can write is refused")
    func shared() throws {
        let place = try Place()
        #expect(unsafe chmod(place.path, 0o770) == 0)
        #expect(try deployError { try Store(place.path) }.description.contains("chmod it 700"))
    }

    @Test("A file in the place of the store, or of a part of it, is said")
    func inTheWay() throws {
        let place = try Place()
        let files = SystemFiles()
        let handle = try files.create("\(place.path)/store")
        files.close(handle)
        let error = try deployError { try Store("\(place.path)/store") }
        #expect(error.kind == .system)
        #expect(error.problem.hasPrefix("\(place.path)/store"))
        #expect(error.problem.hasSuffix("Not a directory"))
    }

    @Test("Links and pipes are no files of the store: they are moved aside, not followed")
    func links() throws {
        let place = try Place()
        let store = try Store(place.path)
        try StoreSample.deploy("one", to: shop, store)
        try StoreSample.deploy("two", to: shop, store)
        store.close()
        let versions = "\(place.path)/workers/shop/versions"
        try SystemFiles().remove("\(versions)/1.json")
        try SystemFiles().remove("\(versions)/2.json")
        #expect(unsafe symlink("/etc/passwd", "\(versions)/1.json") == 0)
        #expect(unsafe mkfifo("\(versions)/2.json", 0o600) == 0)
        #expect(unsafe mkdir("\(versions)/3.json", 0o700) == 0)
        let again = try Store(place.path)
        #expect(again.repairs.map(\.kind) == [.movedAside, .movedAside, .movedAside])
        #expect(again.workers.isEmpty)
        #expect(try StoreSample.deploy("one", to: shop, again).value == 4)
    }

    @Test("A disk that takes no more bytes is said with the path, and nothing is changed")
    func limited() throws {
        let place = try Place()
        let store = try Store(place.path)
        let before = StoreView(store)
        // A rename's target that is a directory: the one step of a write that a test can have refused by the system.
        let digest = try ModuleDigest(of: StoreSample.module("one"))
        #expect(unsafe mkdir("\(place.path)/modules/\(digest).wasm", 0o700) == 0)
        let error = try deployError { try store.putModule(StoreSample.module("one")) }
        #expect(error.problem.hasPrefix("\(place.path)/modules/\(digest).wasm cannot be put in place: "))
        #expect(StoreView(store) == before)
        #expect(try SystemFiles().names(in: "\(place.path)/tmp").isEmpty)
    }

    @Test("What the system says becomes what to do")
    func words() {
        let full = DeployError(FileProblem("cannot be written", "/a/b", code: ENOSPC))
        #expect(
            full.description
                == "/a/b cannot be written: No space left on device (free some space there and try again; nothing was changed)"
        )
        #expect(DeployError(FileProblem("cannot be written", "/a", code: EROFS)).remedy.hasPrefix("let this user"))
        #expect(DeployError(FileProblem("cannot be opened", "/a", code: EMFILE)).remedy.contains("ulimit -n"))
        #expect(DeployError(FileProblem("cannot be read", "/a", code: EIO)).remedy.contains("disk"))
    }
}
