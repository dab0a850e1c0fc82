import Testing

@testable import Loop

@Suite struct StreamTests {
    @Test("what is sent comes back from an echo, and both ends hear of the end")
    func echo() throws {
        let test = try LoopRun()
        var served: TestStream?
        let listener = try TestListener(test.loop) { stream in
            served = stream
            stream.onReceived = { $0.send(Array($0.received.suffix(5))) }
        }
        let client = try TestStream(test.loop)
        client.onConnected = {
            $0.stream?.startReading()
            $0.send("hello")
        }
        client.onReceived = { if $0.text == "hello" { $0.stream?.shutdown() } }
        client.onClosed = {
            listener.close()
            test.end()
        }
        try client.stream?.connect(to: listener.address)
        test.run()
        #expect(client.connectCodes == [0])
        #expect(client.text == "hello")
        #expect(served?.text == "hello")
        #expect(served?.endCodes == [0])
        #expect(client.endCodes == [0])
        #expect(served?.closedCount == 1)
        #expect(client.closedCount == 1)
    }

    @Test("more than the kernel takes is queued, counted and drained, every byte in order")
    func bigSend() throws {
        let test = try LoopRun()
        let bytes = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var queuedAtFirst = 0
        var queuedAtLast = -1
        let listener = try TestListener(test.loop) { stream in
            stream.onDrained = {
                queuedAtLast = $0.stream?.queuedBytes ?? -1
                $0.close()
            }
            stream.send(bytes)
            queuedAtFirst = stream.stream?.queuedBytes ?? 0
        }
        let client = try TestStream(test.loop)
        client.onConnected = { $0.stream?.startReading() }
        client.onClosed = {
            listener.close()
            test.end()
        }
        try client.stream?.connect(to: listener.address)
        test.run()
        #expect(queuedAtFirst > 0)
        #expect(queuedAtLast == 0)
        #expect(client.received == bytes)
    }

    @Test("closing with bytes queued drops them: no drained, one closed, sends are refused")
    func closeWhileQueued() throws {
        let test = try LoopRun()
        var drained = 0
        var served: TestStream?
        var isSent: Bool?
        let listener = try TestListener(test.loop) { stream in
            served = stream
            stream.onDrained = { _ in drained += 1 }
            stream.send([UInt8](repeating: 7, count: 16 << 20))
            stream.close()
            stream.close()
            isSent = stream.send("more")
        }
        let client = try TestStream(test.loop)
        client.onConnected = { $0.stream?.startReading() }
        client.onClosed = {
            listener.close()
            test.end()
        }
        try client.stream?.connect(to: listener.address)
        test.run()
        #expect(isSent == false)
        #expect(drained == 0)
        #expect(served?.closedCount == 1)
        #expect(client.received.count < 16 << 20)
    }

    @Test("what has come for a patient stream waits for another moment when the loop holds back, and is not lost")
    func patience() throws {
        let test = try LoopRun()
        var served: [TestStream] = []
        var moments: [UInt64] = []
        let listener = try TestListener(test.loop) { stream in
            stream.stream?.stopReading()
            stream.stream?.isPatient = true
            stream.onReceived = { _ in
                moments.append(test.loop.now)
                test.loop.holdBack()
            }
            served.append(stream)
        }
        var closed = 0
        for _ in 0..<3 {
            let client = try TestStream(test.loop)
            client.onClosed = {
                closed += 1
                guard closed == 3 else { return }
                listener.close()
                test.end()
            }
            client.onConnected = {
                $0.stream?.startReading()
                $0.send("hello")
                $0.stream?.shutdown()
            }
            try client.stream?.connect(to: listener.address)
        }
        // By then all has come: without patience one moment would deliver it to all three.
        try test.after(50) { for stream in served { stream.stream?.startReading() } }
        test.run()
        #expect(Set(moments).count == 3)
        #expect(served.map(\.text) == ["hello", "hello", "hello"])
        #expect(served.map(\.endCodes) == [[0], [0], [0]])
    }

    @Test("reading that was stopped loses nothing when it goes on")
    func pause() throws {
        let test = try LoopRun()
        let listener = try TestListener(test.loop) { stream in
            stream.send([UInt8](repeating: 1, count: 4 << 20))
            stream.onDrained = { $0.close() }
        }
        let client = try TestStream(test.loop)
        var pauses = 0
        client.onConnected = { $0.stream?.startReading() }
        client.onReceived = { client in
            guard pauses < 3 else { return }
            pauses += 1
            client.stream?.stopReading()
            #expect(client.stream?.isReading == false)
            try? test.after(5) { client.stream?.startReading() }
        }
        client.onClosed = {
            listener.close()
            test.end()
        }
        try client.stream?.connect(to: listener.address)
        test.run()
        #expect(pauses == 3)
        #expect(client.received.count == 4 << 20)
    }

    @Test("a port where nobody listens refuses the connection with an error code")
    func refused() throws {
        let test = try LoopRun()
        let listener = try TestListener(test.loop) { $0.close() }
        let address = try listener.address
        listener.close()
        let client = try TestStream(test.loop)
        client.onConnected = { $0.close() }
        client.onClosed = { test.end() }
        // Only when the listener's socket is really gone.
        try test.after(20) { try? client.stream?.connect(to: address) }
        test.run()
        #expect(client.connectCodes.count == 1)
        #expect(client.connectCodes.first.map { $0 < 0 } == true)
    }

    @Test("a stream closed before its connection stands hears only that it is closed")
    func closedWhileConnecting() throws {
        let test = try LoopRun()
        let listener = try TestListener(test.loop) { _ in }
        let client = try TestStream(test.loop)
        client.onClosed = {
            listener.close()
            test.end()
        }
        try client.stream?.connect(to: listener.address)
        client.close()
        test.run()
        #expect(client.connectCodes.isEmpty)
        #expect(client.closedCount == 1)
    }

    @Test("a client's address is known on the server's side")
    func peer() throws {
        let test = try LoopRun()
        var host = ""
        let listener = try TestListener(test.loop) { stream in
            host = stream.stream?.peer?.host ?? ""
            stream.close()
        }
        let client = try TestStream(test.loop)
        client.onConnected = { $0.stream?.startReading() }
        client.onClosed = {
            listener.close()
            test.end()
        }
        try client.stream?.connect(to: listener.address)
        test.run()
        #expect(host == "127.0.0.1")
    }
}
