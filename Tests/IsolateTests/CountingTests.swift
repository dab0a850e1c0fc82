import Foundation
import Testing

@testable import Isolate
@testable import Wasm

/// What a counting runtime says that a request came to.
struct CountingTests {
    private let host: Host
    private let ambient: FixedAmbient

    init() throws {
        ambient = FixedAmbient(seed: 1)
        host = try Self.host(.functions, ambient)
    }

    private static func host(_ counting: RuntimeSettings.Counting, _ ambient: FixedAmbient) throws -> Host {
        var settings = RuntimeSettings()
        settings.isolatesMax = 4
        settings.counting = counting
        settings.ambient = ambient
        return try Host(IsolateRuntime(settings))
    }

    /// One of the examples, which `make build` has built.
    private func example(_ name: String) throws -> [UInt8] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return Array(try Data(contentsOf: root.appending(path: ".build/workers/\(name).wasm")))
    }

    private func deploy(_ module: [UInt8], on host: Host) throws -> Deployment {
        var limits = WorkerLimits()
        limits.cpu = .seconds(30)
        return try Deployment(
            name: "test", module: module, runtime: host.runtime, limits: limits,
            origins: ["api", "shop", "site", "users"])
    }

    /// Runs a request to its end, answering each subrequest with the same body.
    private func run<Result>(
        _ deployment: Deployment, on host: Host, _ ambient: FixedAmbient, _ read: (Isolate) throws -> Result
    ) throws -> Result {
        ambient.begin(.request)
        let isolate = try host.start(deployment, "GET /?1 HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\n\r\n")
        defer { isolate.end() }
        let body = #"{"id":7,"name":"Ada","email":"a@b.c"}"#
        loop: while true {
            switch host.settle(isolate) {
            case .finished: break loop
            case .answered: #expect(isolate.enterBackground())
            case .waiting, .yielded:
                while let subrequest = isolate.nextSubrequest() {
                    _ = try isolate.answerHead(
                        subrequest.handle, "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
                    _ = isolate.answerBody(subrequest.handle, body)
                    _ = isolate.responseEnd(subrequest.handle)
                }
            }
        }
        if case .failed(let fault) = isolate.outcome { Issue.record("\(fault)") }
        return try read(isolate)
    }

    @Test(
        "the functions' instructions and what bulk instructions move make the engine's fuel, in every example",
        arguments: ["hello", "storefront", "bff", "api", "ab-test", "header-rewrite", "redirects", "stream-transform"])
    func equalsFuel(name: String) throws {
        let module = try example(name)
        let counts = try run(deploy(module, on: host), on: host, ambient) { try #require($0.counts) }
        let other = FixedAmbient(seed: 1)
        let engine = try Self.host(.fuel, other)
        let fuel = try run(deploy(module, on: engine), on: engine, other) { try #require($0.fuelUsed) }
        #expect(counts.instructions + counts.movedBytes + counts.grownPages == fuel)
        #expect(counts.instructions > 500)
        #expect(counts.functions.reduce(0) { $0 + $1.instructions } == counts.instructions)
    }

    @Test("twenty runs are the same to the digit", arguments: ["hello", "storefront", "bff", "ab-test"])
    func repeats(name: String) throws {
        let deployment = try deploy(example(name), on: host)
        let first = try run(deployment, on: host, ambient) { try #require($0.counts) }
        for _ in 1..<20 {
            #expect(try run(deployment, on: host, ambient) { $0.counts } == first)
        }
        // The allocator's functions have names.
        #expect(first.allocations != nil)
        #expect(first.pages > 0)
    }

    @Test("a deployment made again, with the same seed, counts the same; init() is counted apart")
    func deployedAgain() throws {
        let module = try example("storefront")
        let first = try deploy(module, on: host)
        let other = FixedAmbient(seed: 1)
        let otherHost = try Self.host(.functions, other)
        let second = try deploy(module, on: otherHost)
        #expect(first.initialisationCounts == second.initialisationCounts)
        #expect((first.initialisationCounts?.instructions ?? 0) > 0)
        #expect(
            try run(first, on: host, ambient) { $0.counts } == run(second, on: otherHost, other) { $0.counts })
    }

    @Test("pages count that differ from a new instance's, what has grown included")
    func pages() throws {
        // The request is written into the first page of its area at 65536.
        let fetch = """
            (i32.store (i32.const 9000) (i32.const 1))
            (drop (memory.grow (i32.const 1)))
            (i32.store (i32.const 200000) (i32.const 1))
            (i32.store (i32.const 210000) (i32.const 0))
            i32.const 1024
            """
        let module = try Module.bytes(
            fromText: Guest.module(data: Guest.message(bodyKind: 0), fetch: fetch))
        let counts = try run(deploy(module, on: host), on: host, ambient) { try #require($0.counts) }
        #expect(counts.pages == 3)
        #expect(counts.grownPages == 1)
        #expect(counts.allocations == nil)
        #expect(counts.functions.map(\.calls) == [1])
    }

    @Test("random numbers are the seed's, time goes on by the same steps")
    func ambience() throws {
        let fetch = """
            (call $random (i32.const 4096) (i32.const 12))
            (i64.store (i32.const 4112) (call $clock (i32.const 0)))
            (i64.store (i32.const 4120) (call $clock (i32.const 0)))
            i32.const 1024
            """
        let imports = """
            (import "swiftlet" "random" (func $random (param i32 i32)))
            (import "swiftlet" "clock" (func $clock (param i32) (result i64)))
            """
        let module = try Module.bytes(
            fromText: Guest.module(imports: imports, data: Guest.message(), fetch: fetch))
        func seen(_ seed: UInt64) throws -> [UInt8] {
            let ambient = FixedAmbient(seed: seed)
            let host = try Self.host(.functions, ambient)
            return try run(deploy(module, on: host), on: host, ambient) { isolate in
                try unsafe Array(#require(unsafe isolate.memory.bytes(at: 4096, count: 32)))
            }
        }
        let one = try seen(1)
        #expect(try seen(1) == one)
        #expect(try seen(2)[..<12] != one[..<12])
        #expect(one[..<12].contains { $0 != 0 })
        let times = [16, 24].map { start in
            (0..<8).reduce(Int64(0)) { $0 | Int64(one[start + $1]) << Int64($1 * 8) }
        }
        #expect(times[1] - times[0] == 10_000)
        #expect(times[0] / 1_000_000_000 == 1_767_225_600)
    }
}
