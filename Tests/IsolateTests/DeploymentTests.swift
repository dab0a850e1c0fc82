import Glibc
import Testing

@testable import Isolate
@testable import Wasm

/// The making of a deployment: what is refused, and with what words; initialisation; the cache.
struct DeploymentTests {
    let host: Host

    init() throws { host = try Host() }

    private func refusal(_ text: String, limits: WorkerLimits = WorkerLimits()) -> IsolateError? {
        do {
            _ = try host.deploy(text, limits: limits)
        } catch {
            return error as? IsolateError
        }
        return nil
    }

    @Test("A missing export is named")
    func missingExports() throws {
        for name in ["swiftlet_abi_version", "swiftlet_init", "swiftlet_request_area", "swiftlet_fetch"] {
            let error = refusal(Guest.hello.replacing("\"\(name)\"", with: "\"other\""))
            #expect(error?.kind == .module)
            #expect(error?.message.contains(name) == true)
        }
        let error = refusal(Guest.module(memory: "(memory 3)"))
        #expect(error?.message.contains("memory") == true)
    }

    @Test("An import that does not exist is named, with what does")
    func unknownImport() throws {
        let error = refusal(Guest.module(imports: "(import \"swiftlet\" \"exec\" (func))"))
        #expect(error?.kind == .module)
        #expect(error?.message.contains("swiftlet.exec") == true)
        #expect(error?.message.contains("clock") == true)
        let wasi = refusal(Guest.module(imports: "(import \"wasi_snapshot_preview1\" \"fd_write\" (func))"))
        #expect(wasi?.message.contains("WASI") == true)
    }

    @Test("A wrong type is told beside the right one")
    func wrongTypes() throws {
        let imported = refusal(Guest.module(imports: "(import \"swiftlet\" \"wait\" (func (param i64) (result i32)))"))
        #expect(imported?.message.contains("(i64) -> (i32)") == true)
        #expect(imported?.message.contains("(i32) -> (i32)") == true)
        let exported = refusal(
            Guest.hello.replacing(
                "(func (export \"swiftlet_init\") )", with: "(func (export \"swiftlet_init\") (param i32))"))
        #expect(exported?.message.contains("swiftlet_init") == true)
    }

    @Test("Another ABI version is told")
    func version() throws {
        let error = refusal(Guest.hello.replacing("(result i32) i32.const 2)", with: "(result i32) i32.const 7)"))
        #expect(error?.message.contains("ABI version 7") == true)
    }

    @Test("What is not a module at all is refused")
    func garbage() throws {
        for bytes in [[], [0, 0x61, 0x73, 0x6d], Array("not a module".utf8), [0, 0x61, 0x73, 0x6d, 13, 0, 1, 0]] {
            #expect {
                try Deployment(name: "x", module: bytes, runtime: host.runtime, limits: WorkerLimits())
            } throws: {
                ($0 as? IsolateError)?.kind == .module
            }
        }
    }

    @Test("Initialisation runs once, and every request starts from what it left")
    func initialisation() throws {
        let deployment = try host.deploy(
            Guest.module(
                imports: Guest.logImport, data: Guest.message(bodyKind: 1, body: (2048, 2)) + Guest.text("at start"),
                initialise: """
                    (call $log (i32.const 1) (i32.const 2048) (i32.const 8))
                    (i32.store16 (i32.const 2048) (i32.const 0x6968))
                    (global.set $runs (i32.add (global.get $runs) (i32.const 1)))
                    """,
                fetch: "(if (i32.ne (global.get $runs) (i32.const 1)) (then unreachable)) i32.const 1024",
                more: "(global $runs (mut i32) (i32.const 0))"))
        #expect(deployment.initialisationLog.map(\.text) == ["at start"])
        for _ in 0..<3 { #expect(try host.body(deployment) == "hi") }
    }

    @Test("An initialisation that traps, loops, calls origins or takes all memory is refused by name")
    func badInitialisation() throws {
        let trap = refusal(Guest.module(initialise: "(call $broken)", more: "(func $broken unreachable)"))
        #expect(trap?.kind == .initialisation)
        #expect(trap?.fault?.stack.first == "broken")
        var limits = WorkerLimits()
        limits.initialisationCPU = .milliseconds(30)
        let loop = refusal(Guest.module(initialise: "(loop (br 0))"), limits: limits)
        #expect(loop?.kind == .initialisation)
        #expect(loop?.message.contains("cpu") == true)
        // Longer than the thread that counts the time goes on by itself.
        limits.initialisationCPU = .milliseconds(150)
        #expect(refusal(Guest.module(initialise: "(loop (br 0))"), limits: limits)?.fault?.cause == .cpu)
        let call = refusal(
            Guest.module(imports: Guest.waitImport, initialise: "(drop (call $wait (i32.const 2)))"))
        #expect(call?.message.contains("only log, random, clock, digest, hmac and verify") == true)
        limits.memoryBytes = 4 * 65536
        let memory = refusal(
            Guest.module(
                initialise: "(call $malloc)",
                more: "(func $malloc (loop (br_if 0 (i32.ge_s (memory.grow (i32.const 1)) (i32.const 0)))) unreachable)"
            ),
            limits: limits)
        #expect(memory?.message.contains("memory limit") == true)
        let full = refusal(Guest.module(area: "i32.const 0"))
        #expect(full?.message.contains("no memory left for the request area") == true)
    }

    @Test("Data that does not fit into memory is refused, and the process goes on")
    func dataOutside() {
        let refused = refusal(Guest.module(data: "(data (i32.const -4) \"abcdef\")"))
        #expect(refused?.message == "instantiate: access outside of memory")
    }

    @Test("More code than the limit, or too much in one function, is refused before it is compiled")
    func code() {
        var limits = WorkerLimits()
        limits.codeBytes = 4096
        let many = refusal(
            Guest.module(more: String(repeating: "(func)", count: 64)), limits: limits)
        #expect(many?.limit == Fault.Limit(key: "limits.code", value: "4KiB"))
        let large = refusal(
            Guest.module(more: "(func " + String(repeating: "nop ", count: 513) + ")"), limits: limits)
        #expect(large?.limit == many?.limit)
        #expect(large?.message.contains("one may have an eighth") == true)
    }

    @Test("A memory that begins larger than its limit names the limit")
    func memoryAtStart() {
        var limits = WorkerLimits()
        limits.memoryBytes = 2 * 65536
        #expect(refusal(Guest.hello, limits: limits)?.limit?.key == "limits.memory")
    }

    @Test("What a worker logged before its initialisation trapped is part of the refusal, on one line")
    func lastWords() throws {
        let trap = refusal(
            Guest.module(
                imports: Guest.logImport, data: Guest.text("rule 3 is\\0a wrong"),
                initialise: """
                    (call $log (i32.const 1) (i32.const 2048) (i32.const 4))
                    (call $log (i32.const 3) (i32.const 2048) (i32.const 16))
                    unreachable
                    """))
        #expect(trap?.message.hasSuffix("; it said: rule 3 is wrong") == true)
    }

    @Test("A request area that is not aligned or not in memory is refused", arguments: ["4", "196600", "-8"])
    func badArea(_ address: String) throws {
        #expect(refusal(Guest.module(area: "i32.const \(address)"))?.kind == .module)
    }

    @Test("A changed function table cannot be saved")
    func changedTable() throws {
        let error = refusal(
            Guest.module(
                initialise: "(table.set (i32.const 0) (ref.func $f))",
                more: "(table 1 funcref) (elem declare func $f) (func $f)"))
        #expect(error?.message.contains("function table") == true)
    }

    @Test("The version depends on the module and on nothing else that changes")
    func versions() throws {
        let first = try host.deploy(Guest.hello)
        let again = try host.deploy(Guest.hello, origins: ["other"])
        let other = try host.deploy(Guest.hello.replacing("ok", with: "no"))
        #expect(first.version == again.version)
        #expect(first.version != other.version)
        #expect(first.version.count == 12)
    }

    @Test("A second start finds the module in the cache; a damaged file is made anew")
    func cache() throws {
        let directory = try #require(makeTemporaryDirectory())
        defer { remove(directory) }
        var settings = RuntimeSettings()
        settings.isolatesMax = 4
        settings.cacheDirectory = directory + "/modules"
        let module = try Module.bytes(fromText: Guest.hello)
        func deploy() throws -> (Bool, String) {
            let runtime = try IsolateRuntime(settings)
            let deployment = try Deployment(name: "test", module: module, runtime: runtime, limits: WorkerLimits())
            let isolate = try host.start(deployment, in: IsolatePool(runtime: runtime))
            defer { isolate.end() }
            _ = host.settle(isolate)
            return (deployment.cameFromCache, isolate.message.bodyText)
        }
        #expect(try deploy() == (false, "ok"))
        #expect(try deploy() == (true, "ok"))
        for position in [0, 20, 60, 100, 5000] {
            try damageFiles(in: directory + "/modules", at: position)
            #expect(try deploy() == (false, "ok"))
            #expect(try deploy() == (true, "ok"))
        }
    }

    @Test("More isolates than the system has mappings for are refused at start")
    func tooManyIsolates() throws {
        var settings = RuntimeSettings()
        settings.isolatesMax = 100_000_000
        #expect { try IsolateRuntime(settings) } throws: { "\($0)".contains("vm.max_map_count") }
    }

    @Test("A cache directory that others can write is refused")
    func openCache() throws {
        let directory = try #require(makeTemporaryDirectory())
        defer { remove(directory) }
        unsafe chmod(directory, 0o777)
        var settings = RuntimeSettings()
        settings.isolatesMax = 4
        settings.cacheDirectory = directory
        #expect { try IsolateRuntime(settings) } throws: { "\($0)".contains("chmod 700") }
    }
}
