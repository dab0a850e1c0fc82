import Foundation
import Glibc
import Testing

@Suite("Work after the response")
struct BackgroundTests {
    @Test(
        "is done when the response is complete, whoever made it",
        arguments: [("/own", "own"), ("/fetched", "page"), ("/forwarded", "page"), ("/words", "one two")])
    func afterwards(path: String, text: String) throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            if exchange.request.target == "/after" { gate.wait() }
            try exchange.respond(200, "page")
        }
        let server = try EarlyWorker.serve(origin)
        let client = try RawClient(server, .cleartext)
        // The connection is free for the next request while the first one's work goes on.
        for _ in 0..<2 {
            try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try client.response()
            #expect(response.status == 200 && response.text == text)
        }
        try waitUntil("both have asked") { origin.requests.filter { $0.target == "/after" }.count == 2 }
        #expect(!server.output.contains("after: 1"))
        client.close()
        gate.open()
        try waitUntil("both are done") { server.output.components(separatedBy: "after: 1").count == 3 }
        #expect(!server.output.contains("warning"))
    }

    @Test("has the request's head to start from, and none of its body")
    func request() throws {
        let origin = try EarlyWorker.origin()
        let server = try EarlyWorker.serve(origin)
        let client = try RawClient(server, .cleartext)
        try client.send("POST /again HTTP/1.1\r\nHost: shop\r\nX-Own: 1\r\nContent-Length: 5\r\n\r\nhello")
        #expect(try client.response().text == "own")
        try server.waitUntilPrinted("copy: 1")
        #expect(server.output.contains("body: -2"))
        let copy = try #require(origin.requests.first { $0.target == "/copy" })
        #expect(copy.method == "POST" && copy["X-Own"] == "1" && copy.body.isEmpty)
        #expect(copy["X-Forwarded-For"] == "127.0.0.1" && copy["X-Forwarded-Host"] == "shop")
    }

    @Test("has a CPU budget of its own: beyond, a line in the log and nothing else")
    func cpu() throws {
        let server = try EarlyWorker.serve(
            EarlyWorker.origin(), worker: "cpu = \"20s\", background_cpu = \"20ms\"", limits: "isolates = 1")
        #expect(try server.get("/spin").text == "own")
        try server.waitUntilPrinted("after the response: cpu limit: 20ms used up")
        try waitUntil("the isolate is free") { try server.get("/nothing").status == 200 }
    }

    @Test("has a clock of its own: beyond, a line in the log and nothing else")
    func wall() throws {
        let server = try EarlyWorker.serve(
            EarlyWorker.origin(), worker: "background_wall = \"100ms\"", limits: "isolates = 1")
        #expect(try server.get("/hang").text == "own")
        try server.waitUntilPrinted("after the response: wall-clock limit: 100ms passed")
        #expect(server.output.contains("limit=workers.early.limits.background_wall value=100ms"))
        #expect(!server.output.contains("hung:"))
        #expect(try server.get("/nothing").status == 200)
    }

    @Test("that fails is a line in the log")
    func fails() throws {
        let server = try EarlyWorker.serve(EarlyWorker.origin())
        #expect(try server.get("/fails-later").text == "own")
        try server.waitUntilPrinted("after the response: thrown: too late")
    }

    @Test("past limits.background is dropped, with a line in the log; who has nothing left to do is not missed")
    func capacity() throws {
        let server = try EarlyWorker.serve(EarlyWorker.origin(), limits: "background = 1")
        #expect(try server.get("/hang").text == "own")
        #expect(try server.get("/nothing").text == "own")
        #expect(!server.output.contains("limits.background"))
        #expect(try server.get("/own").text == "own")
        try server.waitUntilPrinted("dropped limit=limits.background value=1 ")
    }

    @Test("holds up the end of the process")
    func drain() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            gate.wait()
            try exchange.respond()
        }
        let server = try EarlyWorker.serve(origin)
        let idle = try RawClient(server, .cleartext)
        #expect(try server.get("/own").text == "own")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        server.signal(SIGTERM)
        #expect(try idle.isClosedByPeer())
        #expect(server.isRunning)
        gate.open()
        #expect(server.exitCode() == 0)
        #expect(server.output.contains("after: 1"))
    }

    @Test("is cut at the deadline of the process's end")
    func drainDeadline() throws {
        let server = try EarlyWorker.serve(EarlyWorker.origin(), limits: "shutdown_deadline = \"200ms\"")
        #expect(try server.get("/hang").text == "own")
        server.signal(SIGTERM)
        #expect(server.exitCode() == 0)
        #expect(server.output.contains("limits.shutdown_deadline"))
    }
}
