import Foundation
import Synchronization
import Testing
import Toolchain

@testable import Server

@Suite("A server in development", .serialized)
struct DevelopmentTests {
    private static let browser = "Accept: text/html\r\n"

    private final class Events: Sendable {
        private let list = Mutex<[Development.Event]>([])
        func add(_ event: Development.Event) { list.withLock { $0.append(event) } }
        var requests: [RequestSummary] {
            list.withLock { $0.compactMap { if case .request(let summary) = $0 { summary } else { nil } } }
        }
        var faults: [FaultReport] {
            list.withLock { $0.compactMap { if case .fault(let report) = $0 { report } else { nil } } }
        }
    }

    private let failure = BuildFailure(
        .package, "hello does not build: 1 error",
        messages: [CompilerMessage(file: "a.swift", line: 3, column: 4, severity: .error, text: "no such thing")])

    @Test("shows a browser why a worker does not build, and others its last version")
    func buildFailed() throws {
        let server = try LiveServer(answering: "good", development: Development(symbolizer: nil) { _ in })
        defer { server.stop() }
        let client = try LiveServer.Client(server)
        server.control.buildFailed(worker: 0, failure)
        let page = client.get("/", Self.browser)
        #expect(page.status == 500)
        #expect(page.head.contains("Cache-Control: no-store"))
        #expect(page.head.contains("Content-Type: text/html; charset=utf-8"))
        #expect(page.body.contains("a.swift:3:4") && page.body.contains("no such thing"))
        #expect(client.get().body == "good")
        _ = try server.control.replace(worker: 0, module: server.module(answering: "mended", "mended"))
        #expect(client.get("/", Self.browser).body == "mended")
    }

    @Test("answers a page's question whether it is out of date without running the worker")
    func question() throws {
        let events = Events()
        let server = try LiveServer(answering: "good", development: Development(symbolizer: nil) { events.add($0) })
        defer { server.stop() }
        let client = try LiveServer.Client(server)
        let ask = "\(DevelopmentPage.question): 1\r\n"
        let first = client.get("/", ask)
        #expect(first.status == 200 && first.body != "good")
        #expect(client.get("/", ask).body == first.body)
        server.control.buildFailed(worker: 0, failure)
        let second = client.get("/", ask)
        #expect(second.body != first.body)
        #expect(client.get("/", Self.browser).body.contains("const mark = \"\(second.body.dropLast())\""))
        _ = try server.control.replace(worker: 0, module: server.module(answering: "mended", "mended"))
        #expect(client.get("/", ask).body != second.body)
    }

    @Test("tells a failed request's story to the client and to who listens")
    func fault() throws {
        let events = Events()
        let server = try LiveServer(answering: "good", development: Development(symbolizer: nil) { events.add($0) })
        defer { server.stop() }
        _ = try server.control.replace(worker: 0, module: server.module(fetch: "unreachable", "trap"))
        let client = try LiveServer.Client(server)
        let text = client.get("/some/path?x=1")
        #expect(text.status == 500)
        #expect(text.body.hasPrefix("worker one failed: trap: "))
        #expect(text.body.contains("GET /some/path?x=1 → 500"))
        let page = client.get("/", Self.browser)
        #expect(page.status == 500 && page.body.hasPrefix("<!doctype html>"))
        // The connection goes on.
        _ = try server.control.replace(worker: 0, module: server.module(answering: "mended", "mended"))
        #expect(client.get().body == "mended")
        #expect(events.faults.count == 2)
        #expect(events.requests.map(\.status).prefix(2) == [500, 500])
        #expect(events.requests.first?.target == "/some/path?x=1")
        #expect(events.requests.first?.cpu != nil)
    }

    @Test("tells nothing of it to a name that is not its own")
    func strangersName() throws {
        let events = Events()
        let server = try LiveServer(answering: "good", development: Development(symbolizer: nil) { events.add($0) })
        defer { server.stop() }
        let client = try LiveServer.Client(server)
        server.control.buildFailed(worker: 0, failure)
        #expect(client.get("/", Self.browser, host: "evil.example").body == "good")
        _ = try server.control.replace(worker: 0, module: server.module(fetch: "unreachable", "trap"))
        let told = client.get("/secret", Self.browser, host: "evil.example")
        #expect(told.status == 500)
        #expect(!told.body.contains("trap") && !told.body.contains("/secret"))
        #expect(client.get("/secret", Self.browser).body.contains("/secret"))
        #expect(events.faults.count == 2)
    }

    @Test("tells a flood of failures without looking for the lines of each")
    func flood() {
        let queue = BackgroundQueue(waitingMax: 2)
        let gate = DispatchSemaphore(value: 0)
        let done = DispatchSemaphore(value: 0)
        let busy = DispatchSemaphore(value: 0)
        let first = queue.add {
            busy.signal()
            gate.wait()
        }
        busy.wait()
        let added = (0..<4).map { _ in queue.add { done.signal() } }
        #expect(first && added == [true, true, false, false])
        gate.signal()
        done.wait()
        done.wait()
    }

    @Test("tells a client nothing of it in production")
    func production() throws {
        let server = try LiveServer(answering: "good")
        defer { server.stop() }
        let client = try LiveServer.Client(server)
        server.control.buildFailed(worker: 0, failure)
        #expect(client.get("/", Self.browser).body == "good")
        #expect(client.get("/", "\(DevelopmentPage.question): 1\r\n").body == "good")
        _ = try server.control.replace(worker: 0, module: server.module(fetch: "unreachable", "trap"))
        for fields in ["", Self.browser] {
            let answer = client.get("/", fields)
            #expect(answer.status == 500)
            #expect(answer.body.hasPrefix("500 Internal Server Error: the worker failed\nrequest "))
            #expect(!answer.head.lowercased().contains(DevelopmentPage.question))
        }
    }
}
