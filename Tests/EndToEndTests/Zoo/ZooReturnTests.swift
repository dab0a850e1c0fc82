import Testing

@Suite("The zoo, round after round: what the host had, it has again")
struct ZooReturnTests {
    /// All sins once, one after the other, and the end of what they left for after their answers.
    private func round(_ server: RunningServer) throws {
        let before = server.output.utf8.count
        var lines = 0
        for sin in ZooSin.all {
            let client = try RawClient(server, .cleartext)
            try client.send("GET /\(sin.guest.rawValue)/\(sin.name) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = try sin.takeResponse(client)
            lines += sin.end.lineCount
        }
        try waitUntil("every sin has its line") {
            server.output.utf8.dropFirst(before).split(separator: UInt8(ascii: "\n")).count { line in
                String(decoding: line, as: UTF8.self).contains(#/^\S+ warning worker \S+: .* cause=[a-z]+ /#)
            } == lines
        }
    }

    @Test("memory (± 5 % and 2 MiB) and descriptors (exactly) after a warm-up, and the neighbour is served")
    func resources() throws {
        let server = try ZooServer.start()
        for _ in 0..<2 { try round(server) }
        let memory = try server.residentBytes()
        let descriptors = try server.descriptorCount()
        for _ in 0..<3 { try round(server) }
        #expect(try server.get(ZooServer.neighbour).status == 200)
        // Fewer where a client of the warm-up had not quite gone when they were counted.
        try waitUntil("there are no more than \(descriptors) descriptors") {
            try server.descriptorCount() <= descriptors
        }
        let bound = memory + memory / 20 + (2 << 20)
        #expect(try server.residentBytes() <= bound, "\(memory) bytes before")
    }
}
