import Glibc
import Testing

@testable import Deploy

/// What is on disk is not what was put there.
struct DamageTests {
    private let root = StoreSample.root
    private let shop = StoreSample.shop

    private func module(_ text: String) throws -> String {
        "\(root)/modules/\(try ModuleDigest(of: StoreSample.module(text))).wasm"
    }

    @Test(
        "A damaged version is moved aside and named, and the newest one before it takes its requests",
        arguments: ["", "{", "torn", "{\"format\":1}", "[]", "\0\0\0\0"])
    func version(_ content: String) throws {
        let files = try StoreSample.filled()
        let path = "\(root)/workers/shop/versions/2.json"
        let whole = try #require(files[path])
        files[path] = content == "torn" ? Array(whole.prefix(whole.count / 2)) : Array(content.utf8)
        let store = try StoreSample.open(files)
        #expect(store.repairs.map(\.kind) == [.movedAside, .fellBack, .fellBack])
        #expect(store.repairs[0].description.hasPrefix("\(path): "))
        #expect(store.repairs[0].description.hasSuffix("it is now \(root)/quarantine/1-workers_shop_versions_2.json"))
        #expect(store.repairs[1].description == "worker shop: v2 is gone: v1 takes its 90 %")
        #expect(store.repairs.allSatisfy { $0.worker == shop })
        #expect(files["\(root)/quarantine/1-workers_shop_versions_2.json"] != nil)
        let state = try #require(store.state(of: shop))
        #expect(state.shares.map { "\($0.version)=\($0.weight)" } == ["v1=9000", "v3=1000"])
        #expect(state.assignment == nil)
        store.close()
        let again = try StoreSample.open(files)
        #expect(again.repairs.isEmpty)
        #expect(again.state(of: shop) == state)
    }

    @Test("A byte that changed somewhere in a version's or a state's file is noticed")
    func anyByte() throws {
        for name in ["versions/3.json", "state.json"] {
            let path = "\(root)/workers/shop/\(name)"
            let whole = try #require(try StoreSample.filled()[path])
            // The last is the line's end, whose change is none to JSON.
            for index in stride(from: 0, to: whole.count - 1, by: 7) {
                let files = try StoreSample.filled()
                var bytes = whole
                bytes[index] ^= 1
                files[path] = bytes
                let store = try StoreSample.open(files)
                #expect(store.repairs.first?.kind == .movedAside, "\(name), byte \(index)")
                #expect(store.state(of: shop)?.shares.isEmpty == false)
            }
        }
    }

    @Test("A state that rots is taken from the spare one, and without that the newest version is live")
    func state() throws {
        let files = try StoreSample.filled()
        let view = StoreView(try StoreSample.open(files))
        let next = files.after(.killed)
        next["\(root)/workers/shop/state.json"] = Array("?".utf8)
        let store = try StoreSample.open(next)
        #expect(store.repairs.map(\.kind) == [.movedAside, .madeAgain])
        #expect(StoreView(store).workers[shop]?.versions == view.workers[shop]?.versions)
        #expect(store.state(of: shop)?.shares == view.workers[shop]?.state?.shares)
        #expect(store.state(of: shop)?.revision == 3)
        store.close()
        next["\(root)/workers/shop/state.json"] = Array("?".utf8)
        next["\(root)/workers/shop/state.spare.json"] = Array("?".utf8)
        let second = try StoreSample.open(next)
        #expect(second.repairs.map(\.kind) == [.movedAside, .movedAside, .fellBack])
        #expect(second.state(of: shop)?.shares == [WorkerState.Share(StoreSample.version(3), weight: 10_000)])
        second.close()
        #expect(try StoreSample.open(next).repairs.isEmpty)
    }

    @Test("A module that is gone or has another size takes its versions with it")
    func moduleAtOpening() throws {
        for content in [nil, [1, 2, 3]] as [[UInt8]?] {
            let files = try StoreSample.filled()
            files[try module("three")] = content
            let store = try StoreSample.open(files)
            #expect(store.versions(of: shop).map(\.number.value) == [1, 2])
            #expect(store.state(of: shop)?.shares == [WorkerState.Share(StoreSample.version(2), weight: 10_000)])
            let words = store.repairs.map(\.description).joined(separator: "\n")
            #expect(words.contains("v3 of shop lacks its module"))
            #expect(words.contains("v3 is gone: v2 takes its 10 %"))
            #expect(try StoreSample.deploy("three", to: shop, store).value == 4)
        }
    }

    @Test("A module whose bytes changed is not given out: its versions go, and the error says what is live now")
    func moduleAtLoad() throws {
        let files = try StoreSample.filled()
        let path = try module("three")
        var bytes = try #require(files[path])
        bytes[3] ^= 1
        files[path] = bytes
        let store = try StoreSample.open(files)
        #expect(store.repairs.isEmpty)
        let digest = try ModuleDigest(of: StoreSample.module("three"))
        let error = try deployError { try store.loadModule(digest) }
        #expect(error.kind == .corrupt)
        #expect(
            error.problem.hasPrefix("\(path): its content is not what its name says; it is now \(root)/quarantine/1-"))
        #expect(error.problem.contains("worker shop: v3 is gone: v2 takes its 10 %"))
        #expect(store.state(of: shop)?.shares == [WorkerState.Share(StoreSample.version(2), weight: 10_000)])
        #expect(try deployError { try store.loadModule(digest) }.kind == .missing)
        #expect(store.repairs.map(\.kind) == [.movedAside, .movedAside, .fellBack])
        #expect(store.repairs.map(\.description).joined(separator: "; ") == error.problem)
        #expect(store.leftInQuarantine == nil)
        let view = StoreView(store)
        store.close()
        let again = try StoreSample.open(files)
        #expect(again.repairs.isEmpty)
        #expect(StoreView(again) == view)
        // It is said as long as anything lies there.
        let left = try #require(again.leftInQuarantine)
        #expect(left.hasPrefix("\(root)/quarantine: 2 files that were moved aside before this start: 1-modules_"))
        for path in files.paths where path.contains("/quarantine/") { files[path] = nil }
        #expect(again.leftInQuarantine == nil)
    }

    @Test("A module that is put again replaces a damaged one")
    func putAgain() throws {
        let files = try StoreSample.filled()
        let path = try module("three")
        let whole = try #require(files[path])
        files[path] = whole.reversed()
        let store = try StoreSample.open(files)
        let digest = try store.putModule(StoreSample.module("three"))
        #expect(files[path] == whole)
        #expect(try store.loadModule(digest) == whole)
        #expect(files.paths.contains { $0.hasPrefix("\(root)/quarantine/1-modules_") })
    }

    @Test("What a disk cannot read is moved aside; for lack of permission nothing is")
    func unreadable() throws {
        let files = try StoreSample.filled()
        files.start(nil)
        _ = try StoreSample.open(files)
        let call = try #require(files.calls.firstIndex { $0 == "read \(root)/workers/shop/versions/3.json" }) + 1
        let bad = try StoreSample.filled()
        bad.start(.fail(at: call, code: EIO))
        #expect(try StoreSample.open(bad).repairs.map(\.kind) == [.movedAside, .fellBack])
        let forbidden = try StoreSample.filled()
        forbidden.start(.fail(at: call, code: EACCES))
        let error = try deployError { try StoreSample.open(forbidden) }
        #expect(error.description.contains("\(root)/workers/shop/versions/3.json"))
        #expect(error.description.contains("Permission denied (let this user read and write there"))
        forbidden.start(nil)
        #expect(try StoreSample.open(forbidden).repairs.isEmpty)
    }

    @Test("What a later swiftlet wrote is not taken for damage")
    func newer() throws {
        for name in ["store.json", "workers/shop/state.json", "workers/shop/versions/1.json"] {
            let files = try StoreSample.filled()
            let text = String(decoding: try #require(files["\(root)/\(name)"]), as: UTF8.self)
            #expect(text.hasPrefix("{\"format\":1,"))
            files["\(root)/\(name)"] = Array(("{\"format\":2," + text.dropFirst(12)).utf8)
            let paths = files.paths
            let error = try deployError { try StoreSample.open(files) }
            #expect(error.problem == "\(root)/\(name) has form 2; this swiftlet reads 1")
            #expect(files.paths == paths)
        }
    }

    @Test("Files that are nobody's are moved aside, and what writes left is removed")
    func strangers() throws {
        let files = try StoreSample.filled()
        for name in ["modules/notes.txt", "workers/shop/versions/03.json", "workers/a b", "tmp/1", "tmp/2"] {
            files["\(root)/\(name)"] = [1]
        }
        let store = try StoreSample.open(files)
        #expect(store.repairs.map(\.kind) == [.leftovers, .movedAside, .movedAside, .movedAside])
        #expect(store.repairs[0].description == "\(root)/tmp: what was left of 2 writes that were cut short is removed")
        #expect(files.paths.filter { $0.contains("/quarantine/") }.count == 3)
        #expect(store.versions(of: shop).count == 3)
    }

    @Test("Another version's file in the place of one is noticed")
    func misplaced() throws {
        let files = try StoreSample.filled()
        files["\(root)/workers/shop/versions/9.json"] = files["\(root)/workers/shop/versions/1.json"]
        files["\(root)/workers/blog/versions/2.json"] = files["\(root)/workers/shop/versions/2.json"]
        let store = try StoreSample.open(files)
        let words = store.repairs.map(\.description).joined(separator: "\n")
        #expect(words.contains("it is v1 of shop"))
        #expect(words.contains("it is v2 of shop"))
        // The number was seen: it is not given out.
        #expect(try StoreSample.deploy("one", to: shop, store).value == 10)
    }

    @Test("The quarantine keeps to its size, and says what went")
    func quarantine() throws {
        let files = try StoreSample.filled()
        for number in 1...StoreLimits.quarantineMax { files["\(root)/quarantine/\(number)-old"] = [1] }
        files["\(root)/modules/x"] = [1]
        let store = try StoreSample.open(files)
        #expect(store.repairs.count == 1)
        #expect(store.repairs[0].description.contains("1-old there was removed"))
        let kept = files.paths.filter { $0.contains("/quarantine/") }
        #expect(kept.count == StoreLimits.quarantineMax)
        #expect(kept.contains("\(root)/quarantine/257-modules_x"))
    }

    @Test("A store whose salt is lost has another, and everything else")
    func salt() throws {
        let files = try StoreSample.filled()
        files["\(root)/store.json"] = [1]
        let store = try StoreSample.open(files)
        #expect(store.repairs.map(\.kind) == [.movedAside, .madeAgain])
        #expect(store.versions(of: shop).count == 3)
        store.close()
        #expect(try StoreSample.open(files).repairs.isEmpty)
    }
}
