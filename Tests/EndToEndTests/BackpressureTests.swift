import Foundation
import Synchronization
import Testing

@Suite("Backpressure: memory is bounded whatever the peers do")
struct BackpressureTests {
    private static let mebibyte = [UInt8](repeating: 0x61, count: 1 << 20)
    /// Kernel buffers of two loopback connections take a few MiB; the process may keep much less.
    private static let bodyMebibytes = 200
    private static let growthMax = 24 << 20

    /// Bytes moved by a thread, and whether they still move.
    private final class Progress: Sendable {
        private let count = Atomic(0)

        func add(_ bytes: Int) { count.add(bytes, ordering: .relaxed) }

        var bytes: Int { count.load(ordering: .relaxed) }

        /// Waits until nothing has moved for a while: the sender is blocked (or done).
        func waitUntilStill() throws {
            var last = -1
            var stillFor = 0
            try waitUntil("bytes stop moving") {
                stillFor = bytes == last && last > 0 ? stillFor + 1 : 0
                last = bytes
                return stillFor == 60
            }
        }
    }

    @Test("a client that does not read stops the origin, and then still gets every byte", arguments: Depth.allCases)
    func slowReader(depth: Depth) throws {
        let progress = Progress()
        let origin = try ScriptedOrigin { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.bodyMebibytes << 20)\r\n\r\n")
            for _ in 0..<Self.bodyMebibytes {
                try exchange.send(Self.mebibyte)
                progress.add(1 << 20)
            }
        }
        let server = try RunningServer(origin.proxied())
        let before = try server.residentBytes()
        let client = try RawClient(server, depth, receiveBuffer: 65_536)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        try progress.waitUntilStill()
        #expect(progress.bytes < Self.bodyMebibytes << 20)
        #expect(try server.residentBytes() - before < Self.growthMax)

        var received = 0
        while case let bytes = try client.someBytes(), !bytes.isEmpty { received += bytes.count }
        #expect(received >= Self.bodyMebibytes << 20)
        #expect(try server.residentBytes() - before < Self.growthMax)
    }

    @Test("an origin that does not read stops the client's upload", arguments: Depth.allCases)
    func slowOrigin(depth: Depth) throws {
        let (listener, port) = try Socket.listen()
        let server = try RunningServer(
            """
            [origins.deaf]
            url = "http://127.0.0.1:\(port)"
            [[routes]]
            match = "*/*"
            origin = "deaf"
            """, limits: "body_bytes = \"1GiB\"\nwrite_timeout = \"60s\"")
        let before = try server.residentBytes()
        let progress = Progress()
        let client = try RawClient(server, depth)
        let upload = Upload(client, progress)
        Thread.detachNewThread { upload.run(Self.mebibyte, count: Self.bodyMebibytes) }
        let connection = try #require(listener.accept())
        try progress.waitUntilStill()
        #expect(progress.bytes < Self.bodyMebibytes << 20)
        #expect(try server.residentBytes() - before < Self.growthMax)

        var received = 0
        while received < Self.bodyMebibytes << 20 {
            let bytes = try connection.receive()
            guard !bytes.isEmpty else { break }
            received += bytes.count
        }
        #expect(received >= Self.bodyMebibytes << 20)
    }

    @Test("pipelined requests of a client that does not read answers wait unanswered", arguments: Depth.allCases)
    func pipelining(depth: Depth) throws {
        let folder = try TemporaryFolder()
        // Just small enough to be gathered with others.
        try folder.write("public/f", [UInt8](repeating: 7, count: 15_000))
        let server = try RunningServer(Routes.files(folder.path("public")), limits: "write_timeout = \"60s\"")
        let before = try server.residentBytes()
        let progress = Progress()
        let clients = try (0..<4).map { _ in try RawClient(server, depth, receiveBuffer: 16_384) }
        let requests = Array(String(repeating: "GET /files/f HTTP/1.1\r\nHost:a\r\n\r\n", count: 30_000).utf8)
        for client in clients {
            let upload = Upload(client, progress)
            Thread.detachNewThread { upload.send(requests) }
        }
        try progress.waitUntilStill()
        #expect(try server.residentBytes() - before < Self.growthMax)
        for client in clients { client.reset() }
    }

    @Test("an answer pipelined behind others that the client does not read stops its origin", arguments: Depth.allCases)
    func pipelinedBehind(depth: Depth) throws {
        let progress = Progress()
        let origin = try ScriptedOrigin { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.bodyMebibytes << 20)\r\n\r\n")
            for _ in 0..<Self.bodyMebibytes {
                try exchange.send(Self.mebibyte)
                progress.add(1 << 20)
            }
        }
        let folder = try TemporaryFolder()
        try folder.write("public/f", [UInt8](repeating: 7, count: 15_000))
        let server = try RunningServer(
            Routes.files(folder.path("public")) + origin.proxied(), limits: "write_timeout = \"60s\"")
        let before = try server.residentBytes()
        // One of these numbers leaves the kernel's buffers just full when the last request comes.
        let clients = try (20..<320).filter { $0 % 20 == 0 }.map { count in
            let client = try RawClient(server, depth, receiveBuffer: 16_384)
            let file = "GET /files/f HTTP/1.1\r\nHost:a\r\n\r\n"
            try client.send(String(repeating: file, count: count) + "GET /large HTTP/1.1\r\nHost:a\r\n\r\n")
            return client
        }
        try progress.waitUntilStill()
        #expect(try server.residentBytes() - before < 2 * Self.growthMax)
        for client in clients { client.reset() }
    }

    /// Sends a large body on a thread of its own; nobody else uses the client.
    private final class Upload: @unchecked Sendable {
        private let client: RawClient
        private let progress: Progress

        init(_ client: RawClient, _ progress: Progress) {
            self.client = client
            self.progress = progress
        }

        func send(_ bytes: [UInt8]) {
            for start in stride(from: 0, to: bytes.count, by: 65_536) {
                let piece = Array(bytes[start..<min(start + 65_536, bytes.count)])
                guard (try? client.send(piece)) != nil else { return }
                progress.add(piece.count)
            }
        }

        func run(_ piece: [UInt8], count: Int) {
            let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(piece.count * count)\r\n\r\n"
            guard (try? client.send(head)) != nil else { return }
            for _ in 0..<count {
                guard (try? client.send(piece)) != nil else { return }
                progress.add(piece.count)
            }
        }
    }
}
