import Testing

@testable import Loop

@Suite struct ListenerTests {
    @Test("a connection that is not taken is closed, and the next one is accepted all the same")
    func notTaken() throws {
        let test = try LoopRun()
        var acceptedCount = 0
        let listener = try TestListener(test.loop) { stream in
            acceptedCount += 1
            stream.close()
        }
        listener.ignoredCount = 2
        var clients: [TestStream] = []
        var closed = 0
        for _ in 0..<3 {
            let client = try TestStream(test.loop)
            client.onConnected = { $0.stream?.startReading() }
            client.onClosed = {
                closed += 1
                guard closed == 3 else { return }
                listener.close()
                test.end()
            }
            try client.stream?.connect(to: listener.address)
            clients.append(client)
        }
        test.run()
        #expect(closed == 3)
        #expect(acceptedCount == 1)
    }

    @Test("the probe finds a port in use, which listening itself would share silently")
    func probe() throws {
        let test = try LoopRun()
        let listener = try TestListener(test.loop) { $0.close() }
        let address = try listener.address
        do {
            try TCPListener.probe(address)
            Issue.record("the port is in use")
        } catch {
            #expect(error.isAddressInUse)
            #expect(error.description.contains(address.description))
        }
        let second = try unsafe TCPListener(
            loop: test.loop, address: address, context: Unmanaged.passUnretained(listener).toOpaque()
        ) { _ in }
        #expect(second.address?.port == address.port)
        second.close()
        listener.close()
        test.end()
        test.run()
        #expect(throws: Never.self) { try TCPListener.probe(address) }
        #expect(throws: Never.self) { try TCPListener.probe(#require(Address(host: "127.0.0.1", port: 0))) }
    }

    @Test("an address that is not this machine's cannot be bound, and the error says which")
    func foreignAddress() throws {
        let test = try LoopRun()
        // RFC 5737: for documentation only.
        let address = try #require(Address(host: "192.0.2.1", port: 1))
        do {
            let context = unsafe UnsafeMutableRawPointer(bitPattern: 8)
            _ = try unsafe TCPListener(loop: test.loop, address: address, context: #require(context)) { _ in }
            Issue.record("bound")
        } catch let error as LoopError {
            #expect(error.description.hasPrefix("bind 192.0.2.1:1: "))
            #expect(!error.isAddressInUse)
        }
        test.end()
        test.run()
    }
}
