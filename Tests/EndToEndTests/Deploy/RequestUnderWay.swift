import Testing

/// A request to v1, which answers "one", that its origin has and does not answer before `gate` opens.
struct RequestUnderWay {
    let host: DeployingServer
    let client: RawClient
    let gate: Gate
    private let origin: ScriptedOrigin

    init() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            gate.wait()
            try exchange.respond()
        }
        host = try DeployingServer(.init(worker: "origins = [\"origin\"]", sections: origin.section("origin")))
        #expect(try host.admin.deploy("shop", Guest.asking(saying: "one")).status == 201)
        client = try RawClient(host.server, .cleartext)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        self.gate = gate
        self.origin = origin
    }
}
