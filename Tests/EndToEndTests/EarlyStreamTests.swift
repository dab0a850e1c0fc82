import Testing

@Suite("A body that a worker writes as it goes")
struct EarlyStreamTests {
    private static let growthMax = 24 << 20

    @Test("goes to HTTP/1.1 in chunks, and the connection goes on", arguments: Depth.allCases)
    func chunked(depth: Depth) throws {
        let server = try EarlyWorker.serve(EarlyWorker.origin())
        let client = try RawClient(server, depth)
        for _ in 0..<3 {
            try client.send("GET /words HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try client.response()
            #expect(response.status == 200)
            #expect(response["Transfer-Encoding"] == "chunked" && response["Content-Length"] == nil)
            #expect(response.text == "one two")
        }
        try client.send("GET /stream/3 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.response().body.count == 3 << 16)
    }

    @Test("is sent as it is written: the client has its beginning while the worker waits for the rest")
    func asItComes() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            gate.wait()
            try exchange.respond()
        }
        let client = try RawClient(try EarlyWorker.serve(origin), .cleartext)
        try client.send("GET /words HTTP/1.1\r\nHost: a\r\n\r\n")
        var seen = ""
        while !seen.contains("one ") { seen += String(decoding: try client.someBytes(), as: UTF8.self) }
        #expect(!seen.contains("two"))
        gate.open()
        while !seen.contains("two") { seen += String(decoding: try client.someBytes(), as: UTF8.self) }
    }

    @Test("is cut short past response_body_bytes, and the log names the key", arguments: Depth.allCases)
    func tooLarge(depth: Depth) throws {
        let server = try EarlyWorker.serve(EarlyWorker.origin(), worker: "response_body_bytes = \"128KiB\"")
        let client = try RawClient(server, depth)
        try client.send("GET /stream/2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.response().body.count == 2 << 16)
        try client.send("GET /stream/3 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(throws: EndToEndError.self) { try client.response() }
        try server.waitUntilPrinted("it writes a body of more than 128KiB")
        #expect(try server.get("/double").status == 200)
    }

    @Test("goes to HTTP/1.0 until the connection closes")
    func untilClose() throws {
        let client = try RawClient(try EarlyWorker.serve(EarlyWorker.origin()), .cleartext)
        try client.send("GET /words HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
        let response = try client.response()
        #expect(response["Transfer-Encoding"] == nil && response["Connection"] == "close")
        #expect(response.text == "one two")
    }

    @Test("does not go to HEAD, which has the head alone")
    func head() throws {
        let client = try RawClient(try EarlyWorker.serve(EarlyWorker.origin()), .cleartext)
        try client.send("HEAD /words HTTP/1.1\r\nHost: a\r\n\r\nGET /words HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = try client.response(to: "HEAD")
        #expect(head.status == 200 && head["Transfer-Encoding"] == "chunked")
        #expect(try client.response().text == "one two")
    }

    @Test("can be an origin's, changed on its way")
    func transformed() throws {
        let client = try RawClient(try EarlyWorker.serve(EarlyWorker.origin()), .cleartext)
        try client.send("GET /double HTTP/1.1\r\nHost: a\r\n\r\n")
        let response = try client.response()
        #expect(response["X-From"] == "origin" && response["Content-Length"] == nil)
        #expect(response.text == "ppaaggee")
    }

    @Test("waits for a client that does not read, with little memory, and loses nothing", arguments: Depth.allCases)
    func slowClient(depth: Depth) throws {
        let chunks = 1_600
        let server = try EarlyWorker.serve(
            EarlyWorker.origin(), worker: "cpu = \"60s\", wall = \"5m\", response_body_bytes = \"1GB\"",
            limits: "write_timeout = \"60s\"")
        let before = try server.residentBytes()
        let client = try RawClient(server, depth, receiveBuffer: 65_536)
        try client.send("GET /stream/\(chunks) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        var received = try client.someBytes().count
        // While nobody reads, others are answered, and the worker has not come to its end.
        for _ in 0..<20 { #expect(try server.get("/probe").status == 200) }
        #expect(!server.output.contains("written: \(chunks)"))
        #expect(try server.residentBytes() - before < Self.growthMax)
        while case let bytes = try client.someBytes(), !bytes.isEmpty { received += bytes.count }
        #expect(received > chunks << 16)
        try server.waitUntilPrinted("written: \(chunks)")
        #expect(try server.residentBytes() - before < Self.growthMax)
    }

    @Test("ends with the client that goes away in the middle; nothing of the worker goes on", arguments: Depth.allCases)
    func clientGone(depth: Depth) throws {
        // The one isolate that there is shows that it was given back.
        let server = try EarlyWorker.serve(
            EarlyWorker.origin(), worker: "cpu = \"5m\", wall = \"10m\"", limits: "isolates = 1")
        for _ in 0..<5 {
            let client = try RawClient(server, depth)
            try client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try client.someBytes()
            client.reset()
        }
        try waitUntil("the isolate is free") { try server.get("/probe").status == 200 }
    }

    @Test("is cut short when the worker fails in its middle: what was written has gone out, and no last chunk")
    func broken() throws {
        let server = try EarlyWorker.serve(EarlyWorker.origin())
        let client = try RawClient(server, .cleartext)
        try client.send("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n")
        let all = String(decoding: try client.everything(), as: UTF8.self)
        #expect(all.hasPrefix("HTTP/1.1 200 ") && all.hasSuffix("\r\n\r\n9\r\nbeginning\r\n"))
        try server.waitUntilPrinted("thrown: no more")
        #expect(try server.get("/words").text == "one two")
    }

    @Test("past the worker's CPU time is cut short")
    func overBudget() throws {
        let server = try EarlyWorker.serve(
            EarlyWorker.origin(), worker: "cpu = \"20ms\", response_body_bytes = \"1024GiB\"")
        let client = try RawClient(server, .cleartext)
        try client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
        let all = try client.everything()
        #expect(!all.suffix(5).elementsEqual(Array("0\r\n\r\n".utf8)))
        try server.waitUntilPrinted("limits.cpu")
    }
}
