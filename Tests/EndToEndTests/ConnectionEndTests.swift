import Glibc
import Testing

@Suite("How a connection ends: what was answered arrives whole")
struct ConnectionEndTests {
    private static let large = [UInt8](repeating: 0x62, count: 8 << 20)

    private func largeFile(_ limits: String = "") throws -> RunningServer {
        let folder = try TemporaryFolder()
        try folder.write("public/large.bin", Self.large)
        return try RunningServer(Routes.fixed + Routes.files(folder.path("public")), limits: limits, folder: folder)
    }

    @Test("a client that ends its side after the request still gets the whole answer", arguments: Depth.allCases)
    func halfClosed(depth: Depth) throws {
        let server = try largeFile()
        let client = try RawClient(server, depth, receiveBuffer: 16_384)
        try client.send("GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.finishSending()
        #expect(try client.response().body.count == Self.large.count)
    }

    @Test("TLS: the request and the client's end in one piece")
    func endWithRequest() throws {
        let server = try RunningServer(Routes.fixed)
        let socket = try Socket.connect(port: server.port(.tls))
        let channel = try TLSChannel(over: socket)
        hold(socket, true)
        try channel.send(Array("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        channel.finishSending()
        hold(socket, false)
        let client = RawClient(over: channel, socket)
        #expect(try client.response().text == "fixed\n")
    }

    /// Holds bytes back in the kernel until it is let go: they leave in one segment.
    private func hold(_ socket: Socket, _ isHeld: Bool) {
        var value: Int32 = isHeld ? 1 : 0
        let size = socklen_t(MemoryLayout<Int32>.size)
        unsafe setsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_CORK, &value, size)
        var noDelay: Int32 = isHeld ? 0 : 1
        unsafe setsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, size)
    }

    @Test("requests behind the last that is answered do not destroy the answers", arguments: Depth.allCases)
    func moreThanAllowed(depth: Depth) throws {
        let server = try RunningServer(Routes.fixed, limits: "requests_per_connection = 3")
        for _ in 0..<10 {
            let client = try RawClient(server, depth)
            let requests = String(repeating: "GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 20_000)
            // The server may end the connection while this is still being sent.
            try? client.send(requests)
            for _ in 0..<3 { #expect(try client.response().text == "fixed\n") }
        }
    }

    @Test("a client that takes its bytes slowly, but does, is not cut", arguments: Depth.allCases)
    func slowButSteady(depth: Depth) throws {
        let server = try largeFile("write_timeout = \"300ms\"")
        let client = try RawClient(server, depth, receiveBuffer: 16_384)
        try client.send("GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        var received = 0
        // Slow for many times the limit.
        while case let bytes = try client.someBytes(), !bytes.isEmpty {
            received += bytes.count
            if received < 512 << 10 { usleep(50_000) }
        }
        #expect(received > Self.large.count)
    }

    @Test("a client that takes nothing is cut, also when all of the answer was gathered", arguments: Depth.allCases)
    func deaf(depth: Depth) throws {
        let server = try largeFile("write_timeout = \"200ms\"\nconnections = 1")
        let client = try RawClient(server, depth, receiveBuffer: 16_384)
        try client.send("GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        try waitUntil("there is room for another") { (try? server.get("/fixed"))?.status == 200 }
        _ = client
    }

    @Test("an error in a body whose request was answered already ends the connection without another answer")
    func errorAfterAnswer() throws {
        let client = try RawClient(try RunningServer(Routes.fixed), .cleartext)
        try client.send("POST /fixed HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(try client.response().text == "fixed\n")
        try client.send("what is this?\r\n")
        #expect(try client.isClosedByPeer())
    }

    @Test("connections refused for being too many do not count as ended ones")
    func refusedOnes() throws {
        let server = try RunningServer(Routes.fixed, limits: "connections = 4")
        let clients = try (0..<4).map { _ in try RawClient(server, .cleartext) }
        for client in clients {
            try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.response().status == 200)
        }
        for _ in 0..<20 { #expect(try RawClient(server, .cleartext).isClosedByPeer()) }
        clients[0].close()
        try waitUntil("there is room again") { (try? server.get("/fixed"))?.status == 200 }
    }
}
