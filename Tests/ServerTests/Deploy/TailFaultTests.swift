import Admin
import Foundation
import Synchronization
import Testing

@testable import Server

@Suite("What a tail says of a request that its worker failed", .serialized)
struct TailFaultTests {
    private final class Found: Sendable {
        let line = Mutex<TailLine?>(nil)
    }

    /// The first request's line of a tail with that filter.
    private func request(_ host: DeployingServer, _ filter: TailFilter = TailFilter()) throws -> TailLine? {
        let found = Found()
        let ended = DispatchSemaphore(value: 0)
        let admin = host.admin
        Thread.detachNewThread {
            try? admin.tail(filter) { line in
                guard line.kind == .request else { return true }
                found.line.withLock { $0 = line }
                return false
            }
            ended.signal()
        }
        // Nobody says when a tail has begun.
        for _ in 0..<500 {
            _ = try host.get("/asked")
            if ended.wait(timeout: .now() + .milliseconds(20)) == .success { break }
        }
        return found.line.withLock { $0 }
    }

    @Test("cause, words and CPU time of a trap", arguments: ["", "5xx"])
    func trap(status: String) throws {
        let host = try DeployingServer(worker: "quarantine = false")
        defer { host.server.stop() }
        try host.deploy(host.bundle(fetch: "unreachable"))
        var filter = TailFilter()
        filter.status = StatusFilter(text: status)
        let line = try #require(try request(host, filter))
        #expect(line.status == 500 && line.version == VersionID(2))
        #expect(line.cause == "trap")
        #expect(line.message?.hasPrefix("trap: ") == true)
        #expect(line.cpuMicroseconds != nil)
    }

    @Test("a limit by its name")
    func limit() throws {
        let host = try DeployingServer(worker: "quarantine = false, limits = { cpu = \"10ms\" }")
        defer { host.server.stop() }
        try host.deploy(host.bundle(fetch: "(loop $again (br $again)) i32.const 1024"))
        let line = try #require(try request(host))
        #expect(line.status == 503 && line.cause == "cpu")
        #expect(line.message?.hasPrefix("cpu limit: ") == true)
    }

    @Test("nothing of one that went well")
    func good() throws {
        let host = try DeployingServer()
        defer { host.server.stop() }
        let line = try #require(try request(host))
        #expect(line.status == 200 && line.cause == nil && line.message == nil)
    }
}
