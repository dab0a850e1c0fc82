import Testing

@Suite("Deadlines of a worker's requests to origins")
struct SubrequestDeadlineTests {
    @Test("An answer, or the rest of it, that does not come in time is a timeout", arguments: ["head", "body"])
    func passed(part: String) throws {
        let origin = try EarlyWorker.origin()
        let server = try EarlyWorker.serve(origin)
        let client = try RawClient(server, .cleartext)
        for _ in 0..<2 {
            try client.send("GET /\(part)-within/100 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().text == "timeout")
        }
        #expect(server.output.contains("by the worker's deadline"))
        try waitUntil("the calls are cancelled") { origin.openConnectionCount == 0 }
    }

    @Test("A deadline that is not reached changes nothing, also where the host passes the body on")
    func met() throws {
        let server = try EarlyWorker.serve(EarlyWorker.origin())
        let client = try RawClient(server, .cleartext)
        for _ in 0..<3 {
            try client.send("GET /page-within/60000 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().text == "page")
        }
        #expect(!server.output.contains("deadline"))
    }

    @Test("A deadline ends where the host passes the body on: a slow rest is the client's to wait for")
    func handedOver() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            if exchange.request.target == "/hang" { return exchange.waitForTheEnd() }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
            gate.wait()
            try exchange.send("full")
        }
        let server = try EarlyWorker.serve(origin)
        let client = try RawClient(server, .cleartext)
        try client.send("GET /page-within/100 HTTP/1.1\r\nHost: a\r\n\r\n")
        // Another's deadline, set later, has passed: so would this one have.
        #expect(try RawClient(server, .cleartext).text(of: "/head-within/300") == "timeout")
        gate.open()
        #expect(try client.response().text == "halffull")
    }
}

extension RawClient {
    fileprivate func text(of path: String) throws -> String {
        try send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        return try response().text
    }
}
