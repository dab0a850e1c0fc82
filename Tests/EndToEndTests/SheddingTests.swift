import Testing

@Suite("Load shedding")
struct SheddingTests {
    @Test("turns away who would wait behind a queue that stands, nobody else, and ends by itself")
    func worker() throws {
        let origin = try EarlyWorker.origin()
        var sections = origin.section("origin") + Routes.fixed
        for name in ["a", "b"] {
            sections += """
                [workers.\(name)]
                path = "\(try EarlyWorker.module.get())"
                origins = ["origin"]
                limits = { background_cpu = "100ms" }
                [[routes]]
                match = "\(name).test/*"
                worker = "\(name)"

                """
        }
        let server = try RunningServer(sections, limits: "shed_delay = \"2ms\"\nshed_interval = \"50ms\"")
        server.origin = origin
        let client = try RawClient(server, .cleartext)
        func ask(_ host: String, _ path: String = "/nothing") throws -> RawResponse {
            try client.send("GET \(path) HTTP/1.1\r\nHost: \(host).test\r\n\r\n")
            return try client.response()
        }
        // Each answers, and loops for its time in the background: together they fill the worker's lane.
        var refused = try ask("a", "/spin")
        for _ in 0..<1_000 where refused.status != 503 { refused = try ask("a", "/spin") }
        #expect(refused["Retry-After"] == "1")
        #expect(refused.text.contains("503 Service Unavailable: the server is overloaded"))
        try server.waitUntilPrinted("load shedding begins: for 50ms isolates of worker a waited ")
        for _ in 0..<20 {
            #expect(try ask("b").status == 200)
            #expect(try server.get("/fixed").status == 200)
        }
        try server.waitUntilPrinted("load shedding ends for worker a after ")
        try waitUntil("all are served again") { try ask("a").status == 200 }
    }

    @Test("can be switched off")
    func off() throws {
        let origin = try EarlyWorker.origin()
        let server = try EarlyWorker.serve(
            origin, worker: "background_cpu = \"20ms\"", limits: "shed_delay = \"0s\"\nshed_interval = \"10ms\"")
        let crowd = try RawClient(server, .cleartext)
        for _ in 0..<40 {
            try crowd.send("GET /spin HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try crowd.response().text == "own")
        }
        for _ in 0..<40 { #expect(try server.get("/nothing").status == 200) }
        #expect(!server.output.contains("load shedding"))
    }
}
