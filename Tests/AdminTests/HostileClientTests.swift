import Foundation
import Glibc
import HTTP
import Loop
import Synchronization
import Testing

@testable import Admin

@Suite("Clients that do not behave", .serialized)
struct HostileClientTests {
    private static let wasm = "host: x\r\ncontent-type: application/wasm\r\n"

    /// Told by its first line, shortened.
    struct Request: ExpressibleByStringInterpolation, CustomTestStringConvertible {
        let text: String

        init(_ text: String) { self.text = text }
        init(stringLiteral text: String) { self.text = text }

        var testDescription: String { String(text.prefix { $0 != "\r\n" }.prefix(60)) }
    }

    static let wrongRequests: [(Request, Int)] = [
        ("GET /v1/nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", 404),
        ("PATCH /v1/status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", 405),
        ("BREW /v1/status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", 405),
        ("GET /v1/status HTTP/1.0\r\n\r\n", 505),
        ("POST /v1/workers/a/promote HTTP/1.1\r\nhost: x\r\norigin: null\r\nconnection: close\r\n\r\n", 403),
        ("GET /v1/status HTTP/1.1\r\n\r\n", 400), ("GARBAGE\r\n\r\n", 400),
        ("GET /v1/status HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello", 400),
        ("GET /v1/status?x=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", 400),
        ("GET /\(String(repeating: "a", count: 5000)) HTTP/1.1\r\nhost: x\r\n\r\n", 414),
        ("GET /v1/status HTTP/1.1\r\nhost: x\r\na: \(String(repeating: "b", count: 20_000))\r\n\r\n", 431),
        ("POST /v1/explain HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", 411),
        (
            Request(
                "POST /v1/explain HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 0\r\n"
                    + "connection: close\r\n\r\n"), 400
        ),
        ("POST /v1/explain HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\n{}", 415),
        (
            Request(
                "POST /v1/explain HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                    + "content-length: 999999\r\n\r\n"), 413
        ),
        ("POST /v1/workers/a/versions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nab", 415),
        ("POST /v1/workers/a/versions HTTP/1.1\r\n\(wasm)content-length: 99999999999\r\n\r\n", 413),
        (
            Request(
                "POST /v1/workers/a/versions HTTP/1.1\r\n\(wasm)content-length: 4\r\n"
                    + "content-digest: sha-256=:AAAA:\r\nconnection: close\r\n\r\nabcd"), 400
        ),
        (
            Request(
                "POST /v1/workers/a/promote HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n"
                    + "content-type: application/json\r\n\r\nzz\r\n"), 400
        ),
    ]

    @Test("Requests that are wrong are answered rightly", arguments: wrongRequests)
    func wrong(_ request: Request, _ status: Int) throws {
        let host = try RunningAdmin()
        #expect(RawClient.status(host.socket, request.text) == status)
        #expect(try host.client.status().workers == 0)
    }

    @Test("A 405 names the methods that there are")
    func allow() throws {
        let host = try RunningAdmin()
        let client = RawClient(host.socket)
        client.send("POST /v1/workers/shop HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        let answer = client.all()
        #expect(answer.contains("\r\nallow: GET, DELETE\r\n"))
        #expect(answer.contains("\r\ncontent-type: application/problem+json\r\n"))
    }

    @Test("Requests one after the other on one connection are answered in order, also when they come at once")
    func pipeline() throws {
        let host = try RunningAdmin()
        let client = RawClient(host.socket)
        client.send(
            "GET /v1/status HTTP/1.1\r\nhost: x\r\n\r\nGET /v1/nothing HTTP/1.1\r\nhost: x\r\n\r\n"
                + "POST /v1/explain HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                + "transfer-encoding: chunked\r\n\r\na\r\n{\"url\":\"/a\r\n3\r\n/b\"\r\n1\r\n}\r\n0\r\n\r\n"
                + "GET /v1/workers HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        let statuses = client.all().split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["200", "404", "200", "200"])
        #expect(host.double.memory.withLock { $0.explained.map(\.url) } == ["/a/b"])
    }

    @Test("A client that sends its head byte by byte for too long is answered 408 and let go")
    func slowHead() throws {
        var limits = AdminLimits()
        limits.headMilliseconds = 200
        let host = try RunningAdmin(limits: limits)
        let client = RawClient(host.socket)
        client.send("GET /v1/status HTTP/1.1\r\n")
        let answer = client.all()
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
    }

    @Test("A body that does not come on is answered 408, and nothing is deployed")
    func slowBody() throws {
        var limits = AdminLimits()
        limits.stallMilliseconds = 200
        let host = try RunningAdmin(limits: limits)
        let client = RawClient(host.socket)
        client.send("POST /v1/workers/a/versions HTTP/1.1\r\n\(Self.wasm)content-length: 8\r\n\r\n\0asm")
        #expect(client.all().hasPrefix("HTTP/1.1 408 "))
        #expect(host.double.memory.withLock { $0.workers.isEmpty })
    }

    @Test("A connection that says nothing is ended without a word")
    func silent() throws {
        var limits = AdminLimits()
        limits.headMilliseconds = 100
        limits.idleMilliseconds = 100
        let host = try RunningAdmin(limits: limits)
        #expect(RawClient(host.socket).all() == "")
    }

    @Test("An upload whose client goes in the middle changes nothing, and its room is given back")
    func truncated() throws {
        var limits = AdminLimits()
        limits.uploadBytesMax = 100
        let host = try RunningAdmin(limits: limits)
        var client: RawClient? = RawClient(host.socket)
        client?.send("POST /v1/workers/a/versions HTTP/1.1\r\n\(Self.wasm)content-length: 90\r\n\r\n\0asm")
        #expect(RunningAdmin.eventually { host.server.state.withLock { $0.uploadBytes } == 90 })
        // Meanwhile there is no room for another.
        let second = "POST /v1/workers/b/versions HTTP/1.1\r\n\(Self.wasm)content-length: 20\r\n\r\n"
        #expect(RawClient.status(host.socket, second) == 503)
        client = nil
        #expect(RunningAdmin.eventually { host.server.state.withLock { $0.uploadBytes } == 0 })
        #expect(host.double.memory.withLock { $0.workers.isEmpty })
    }

    @Test("A deploy goes on when its client has gone")
    func gone() throws {
        let host = try RunningAdmin()
        let (start, end) = host.double.holdDeploys()
        var client: RawClient? = RawClient(host.socket)
        client?.send(
            "POST /v1/workers/a/versions HTTP/1.1\r\n\(Self.wasm)accept: application/x-ndjson\r\n"
                + "content-length: 8\r\n\r\n\0asm\u{1}\0\0\0")
        start.pass()
        client = nil
        end.open()
        #expect(RunningAdmin.eventually { host.double.memory.withLock { $0.workers["a"]?.versions.count } == 1 })
        #expect(try host.client.worker("a").summary.versions == 1)
    }

    @Test("Whoever holds all connections over TCP and says nothing holds up nobody, at the unix socket or over TCP")
    func remote() throws {
        var limits = AdminLimits()
        limits.connectionsMax = 4
        let host = try RunningAdmin(tls: true, limits: limits)
        let silent = (0..<5).map { _ in SilentConnection(port: host.tlsAddress?.port ?? 0) }
        #expect(RunningAdmin.eventually { host.double.notices.count == 2 })
        #expect(host.server.state.withLock { $0.remote.count } == 3)
        #expect(try host.client.status().workers == 0)
        #expect(try host.tlsClient(token: "right").status().workers == 0)
        silent.forEach { $0.end() }
        #expect(RunningAdmin.eventually { host.server.state.withLock { $0.remote.count + $0.remote.leaving } == 0 })
        #expect(try host.tlsClient(token: "right").status().workers == 0)
    }

    @Test("A unix socket of a host with one connection is answered whatever comes over TCP")
    func oneConnection() throws {
        var limits = AdminLimits()
        limits.connectionsMax = 1
        let host = try RunningAdmin(tls: true, limits: limits)
        let silent = SilentConnection(port: host.tlsAddress?.port ?? 0)
        #expect(RunningAdmin.eventually { host.server.state.withLock { $0.remote.count } == 1 })
        #expect(try host.client.status().workers == 0)
        silent.end()
    }

    @Test("A client that nobody knows is told so once, and has no connection to ask again on")
    func unknown() throws {
        let host = try RunningAdmin(tls: true)
        let stream = try ClientSocket.connect(host.tlsEndpoint(token: nil), timeoutMilliseconds: 10_000)
        let request = Array("GET /v1/status HTTP/1.1\r\nhost: x\r\n\r\n".utf8)
        try unsafe (request + request).withUnsafeBytes { try unsafe stream.write($0, stallMilliseconds: 10_000) }
        var buffer = ByteBuffer()
        while (try? stream.read(into: &buffer, until: Deadline(in: 10_000))) == true {}
        let answer = unsafe String(decoding: buffer.readable, as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 401 "))
        #expect(answer.contains("\r\nconnection: close\r\n"))
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2)
    }

    @Test("Progress that its reader does not take holds up no deploy, and the result comes when it reads")
    func slowReader() throws {
        let host = try RunningAdmin()
        host.double.memory.withLock { $0.progressMore = 20_000 }
        let client = RawClient(host.socket)
        client.send(
            "POST /v1/workers/a/versions HTTP/1.1\r\n\(Self.wasm)accept: application/x-ndjson\r\n"
                + "connection: close\r\ncontent-length: 8\r\n\r\n\0asm\u{1}\0\0\0")
        // Nothing is read, and the deploy has come to its end all the same.
        #expect(RunningAdmin.eventually { host.double.memory.withLock { $0.workers["a"]?.versions.count } == 1 })
        let answer = client.all()
        #expect(answer.contains("\"done\""))
        #expect(answer.hasSuffix("\r\n0\r\n\r\n"))
        let lines = answer.components(separatedBy: "\"started\"").count
        #expect(lines > 10 && lines < 20_000)
    }

    @Test("A deploy that takes longer than the host may wait does not hold up its end")
    func longDeploy() throws {
        let host = try RunningAdmin()
        let (start, end) = host.double.holdDeploys()
        let client = RawClient(host.socket)
        client.send("POST /v1/workers/a/versions HTTP/1.1\r\n\(Self.wasm)content-length: 8\r\n\r\n\0asm\u{1}\0\0\0")
        start.pass()
        #expect(!host.server.stop(waitingAtMost: 50))
        end.open()
        #expect(client.all().hasPrefix("HTTP/1.1 201 "))
        #expect(host.server.stop(waitingAtMost: 10_000))
    }

    @Test("One connection more than there may be is told so, and the others go on")
    func tooMany() throws {
        var limits = AdminLimits()
        limits.connectionsMax = 2
        let host = try RunningAdmin(limits: limits)
        var kept = [RawClient(host.socket), RawClient(host.socket)]
        #expect(RunningAdmin.eventually { host.server.state.withLock { $0.connections } == 2 })
        let third = RawClient(host.socket)
        #expect(third.all().hasPrefix("HTTP/1.1 503 "))
        kept[0].send("GET /v1/status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        #expect(kept[0].all().hasPrefix("HTTP/1.1 200 "))
        kept = []
        #expect(RunningAdmin.eventually { host.server.state.withLock { $0.connections } == 0 })
        #expect(try host.client.status().workers == 0)
    }
}
