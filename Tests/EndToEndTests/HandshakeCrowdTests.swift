import Glibc
import Testing

@Suite("Crowds of handshakes")
struct HandshakeCrowdTests {
    /// A group that the server does not know asks for another first message: what costs comes with the second.
    @Test(
        "a client that has a connection is answered again and again before a crowd has its handshakes",
        arguments: ["X25519", "P-521:X25519"])
    func turns(groups: String) throws {
        let server = try RunningServer(Routes.fixed)
        let client = try RawClient(server, .tls)
        var most = 0
        // Once is proof enough. We may be kept from the processor while the crowd is served, and see nothing of it then.
        for _ in 0..<8 where most < 3 { most = max(most, try answers(to: client, of: server, beside: groups)) }
        #expect(most >= 3)
    }

    /// How many answers the client has when the crowd has its own.
    private func answers(to client: RawClient, of server: RunningServer, beside groups: String) throws -> Int {
        let size = 300
        let crowd = try HandshakeCrowd(size, port: server.port(.tls), groups: groups)
        if groups.contains(":") {
            try crowd.speak()
            try crowd.listen()
        }
        // Behind everybody who has been accepted.
        try ask(client)
        // All of it shall be there when the loop looks: the crowd's messages first.
        server.signal(SIGSTOP)
        try crowd.speak()
        try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        server.signal(SIGCONT)
        var answers = 0
        while true {
            #expect(try client.response().status == 200)
            guard crowd.answered < size else { break }
            answers += 1
            try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        }
        try crowd.listen()
        try crowd.speak()
        return answers
    }

    private func ask(_ client: RawClient) throws {
        try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response().status == 200)
    }
}
