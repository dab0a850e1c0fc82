import Testing

@Suite("HEAD (RFC 9110 §9.3.2)")
struct HeadRequestTests {
    @Test("HEAD has GET's length and no body, whatever makes the response", arguments: Depth.allCases)
    func sameLength(depth: Depth) throws {
        let folder = try TemporaryFolder()
        try folder.write("public/page.txt", "a file of 25 bytes, I say".utf8)
        let origin = try ScriptedOrigin { exchange in
            if exchange.request.method == "HEAD" {
                try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
            } else {
                try exchange.respond(200, "an answer")
            }
        }
        let server = try RunningServer(
            origin.proxied() + "\n" + Routes.fixed + Routes.files(folder.path("public")))
        let client = try RawClient(server, depth)
        for (path, length) in [("/fixed", 6), ("/files/page.txt", 25), ("/proxied", 9)] {
            try client.send("HEAD \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let head = try client.response(to: "HEAD")
            #expect(head.status == 200)
            #expect(head["Content-Length"] == "\(length)")

            // A body after the head would be read as the start of this response.
            try client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let get = try client.response()
            #expect(get.status == 200)
            #expect(get.body.count == length)
        }
    }

    @Test("HEAD that a worker asks an origin with, and passes on, keeps the length that the origin told")
    func throughWorker() throws {
        let client = try RawClient(try EarlyWorker.serve(EarlyWorker.origin()), .cleartext)
        for _ in 0..<2 {
            try client.send("HEAD /probe HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.response(to: "HEAD")["Content-Length"] == "4")
            try client.send("GET /probe HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.response().text == "page")
        }
    }

    @Test("an error answered to HEAD has no body either")
    func errors() throws {
        let client = try RawClient(try RunningServer(Routes.fixed), .cleartext)
        try client.send(
            "HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\nGET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response(to: "HEAD").status == 404)
        #expect(try client.response().text == "fixed\n")
    }
}
