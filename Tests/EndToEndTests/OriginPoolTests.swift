import Testing

@Suite("Pooled connections to an origin")
struct OriginPoolTests {
    private func ask(_ client: RawClient, _ request: String) throws -> RawResponse {
        try client.send(request)
        return try client.response()
    }

    private let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"

    @Test("requests one after the other share one connection", arguments: Depth.allCases)
    func shared(depth: Depth) throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "ok") }
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        for _ in 0..<10 { #expect(try ask(client, get).status == 200) }
        #expect(origin.requests.count == 10)
        #expect(origin.connectionCount == 1)
    }

    @Test("a GET that meets a dead pooled connection is sent once more, on a new one")
    func retried() throws {
        let origin = try ScriptedOrigin { exchange in
            if exchange.request.connection == 1, exchange.request.number == 2 { return exchange.close() }
            try exchange.respond(200, "connection \(exchange.request.connection)")
        }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        #expect(try ask(client, get).text == "connection 1")
        #expect(try ask(client, get).text == "connection 2")
        #expect(origin.requests.count == 3)
    }

    @Test("a reset of the pooled connection is no different")
    func retriedAfterReset() throws {
        let origin = try ScriptedOrigin { exchange in
            if exchange.request.connection == 1, exchange.request.number == 2 { return exchange.reset() }
            try exchange.respond(200, "connection \(exchange.request.connection)")
        }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        #expect(try ask(client, get).text == "connection 1")
        #expect(try ask(client, get).text == "connection 2")
    }

    @Test("a POST that reached the origin is never sent twice (RFC 9110 §9.2.2)")
    func notRetried() throws {
        let origin = try ScriptedOrigin { exchange in
            if exchange.request.method == "POST" { return exchange.close() }
            try exchange.respond(200, "ok")
        }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        #expect(try ask(client, get).status == 200)
        #expect(try ask(client, post).status == 502)
        #expect(origin.requests.filter { $0.method == "POST" }.count == 1)
    }

    @Test("a GET that dies on a new connection is not tried again and again")
    func notRetriedForEver() throws {
        let origin = try ScriptedOrigin { $0.close() }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        #expect(try ask(client, get).status == 502)
        #expect(origin.requests.count <= 2)
    }

    @Test("an origin that ends its connections after each answer costs a new one each time")
    func closing() throws {
        let origin = try ScriptedOrigin { exchange in
            try exchange.respond(200, fields: "Connection: close\r\n", "ok")
            exchange.close()
        }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        for _ in 0..<5 { #expect(try ask(client, get).status == 200) }
        #expect(origin.connectionCount == 5)
    }

    @Test("bytes after a response spoil the connection: they never answer the next request")
    func excess() throws {
        let origin = try ScriptedOrigin { exchange in
            try exchange.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned")
        }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        for _ in 0..<4 {
            let response = try ask(client, get)
            #expect(response.text == "ok" || response.status == 502)
            #expect(!response.text.contains("poisoned"))
        }
    }

    @Test("no more connections than the limit; who comes later waits")
    func limit() throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "ok") }
        let server = try RunningServer(origin.proxied(settings: "connections = 2\nidle_connections = 2"))
        let clients = try (0..<20).map { _ in try RawClient(server, .cleartext) }
        for client in clients { try client.send(get) }
        for client in clients { #expect(try client.response().status == 200) }
        #expect(origin.connectionCount <= 2)
        #expect(origin.requests.count == 20)
    }
}
