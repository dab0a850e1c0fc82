import Bench
import Foundation
import HTTP
import Loop
import Testing

@testable import Load

@Suite("Load generator")
struct LoadGeneratorTests {
    /// A load on a server of the test's own, to its end.
    private func load(
        on port: UInt16, rate: Double, milliseconds: UInt64, connections: Int = 1, opensConnections: Bool = false,
        timeout: Duration = .seconds(10), drain: Duration = .seconds(10),
        expectation: LoadRequest.Expectation = .init()
    ) throws -> OpenLoop {
        let loop = try Loop()
        defer { loop.closeOwnHandles(); loop.run() }
        let generator = LoadGenerator(loop: loop, hasOwnProcessor: false)
        let address = try #require(Address(host: "127.0.0.1", port: port))
        let request = try LoadRequest(
            target: "/", authority: "localhost", closes: opensConnections, expectation: expectation)
        let pool = LoadPool(
            target: LoadTarget(name: "test", address: address, tls: nil), request: request, connections: connections,
            opensConnections: opensConnections, timeout: timeout, generator: generator,
            book: OpenLoop(ArrivalSchedule(.constant, rate: 1, start: 0, seed: 1), endsAt: 0))
        defer { pool.close() }
        try generator.fill(pool)
        let start = MonotonicClock.now
        pool.book = OpenLoop(
            ArrivalSchedule(.constant, rate: rate, start: start, seed: 1), countsFrom: start,
            endsAt: start + milliseconds * 1_000_000 + 1)
        try generator.run(pool, drain: drain)
        return pool.book
    }

    @Test("every request that is due is sent and answered, over as many connections as were asked for")
    func complete() throws {
        let server = try ThreadedServer { _ in ThreadedServer.hello }
        let book = try load(on: server.port, rate: 1000, milliseconds: 300, connections: 4)
        #expect(book.dueCount == 300)
        #expect(book.answeredCount == 300)
        #expect(book.latencies.count == 300)
        #expect(book.failures.isEmpty)
        #expect(server.connectionCount == 4)
        #expect(server.requestCount == 300)
    }

    @Test("a server that stops once for 100 ms shows in a tenth of the requests of a second")
    func stall() throws {
        let server = try ThreadedServer { number in
            if number == 400 { usleep(100_000) }
            return ThreadedServer.hello
        }
        let book = try load(on: server.port, rate: 1000, milliseconds: 1000)
        #expect(book.answeredCount == 1000)
        // Lower bounds: a busy machine can only add. One at a time would show 100 ms in a thousandth alone.
        #expect(book.latencies.microseconds(at: 100) >= 99_900)
        #expect(book.latencies.microseconds(at: 99.05) >= 89_000)
        #expect(book.latencies.microseconds(at: 95.05) >= 49_000)
        #expect(book.latencies.microseconds(at: 92.05) >= 19_000)
    }

    @Test("with a connection per request each has its own")
    func opening() throws {
        let server = try ThreadedServer { _ in "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" }
        let book = try load(on: server.port, rate: 500, milliseconds: 100, connections: 8, opensConnections: true)
        #expect(book.answeredCount == 50)
        #expect(server.connectionCount == 50)
    }

    @Test("what is not as expected is counted by kind, and has no latency")
    func wrongAnswers() throws {
        let server = try ThreadedServer { number in
            switch number % 4 {
            case 0: ThreadedServer.hello
            case 1: "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
            case 2: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbye\r\n0\r\n\r\n"
            default: "nonsense\r\n\r\n"
            }
        }
        let book = try load(
            on: server.port, rate: 1000, milliseconds: 40,
            expectation: .init(status: 200, bodyContains: Array("ell".utf8)))
        #expect(book.answeredCount == 10, "\(book.dueCount) \(book.failures)")
        #expect(book.latencies.count == 10)
        #expect(book.failures["status 500"] == 10)
        #expect(book.failures["wrong body"] == 10)
        #expect(book.failures.filter { $0.key.hasPrefix("not HTTP") }.values.reduce(0, +) == 10)
    }

    @Test("a connection that breaks off fails its request, and the next has a new one")
    func closed() throws {
        let server = try ThreadedServer { number in number == 5 ? nil : ThreadedServer.hello }
        let book = try load(on: server.port, rate: 1000, milliseconds: 50)
        #expect(book.failures == ["connection closed": 1])
        #expect(book.answeredCount == 49)
        #expect(server.connectionCount == 2)
    }

    @Test("a request that takes too long is a failure, and counts with the time that it took")
    func timeout() throws {
        let server = try ThreadedServer { number in
            if number == 3 { usleep(500_000) }
            return ThreadedServer.hello
        }
        let book = try load(on: server.port, rate: 100, milliseconds: 100, timeout: .milliseconds(100))
        #expect(book.failures["timeout"] == 1)
        #expect(book.latencies.microseconds(at: 100) >= 100_000)
    }

    @Test("what is under way when the time is over is cut off, and counts with the time that it took")
    func cutOff() throws {
        let server = try ThreadedServer { _ in
            usleep(2_000_000)
            return nil
        }
        let book = try load(
            on: server.port, rate: 100, milliseconds: 50, connections: 2, drain: .milliseconds(100))
        #expect(book.failures == ["not answered in time": 2, "not sent in time": 3])
        #expect(book.latencies.count == 5)
        #expect(book.latencies.microseconds(at: 0) >= 99_000)
    }

    @Test("a server that is not there is told before a load begins")
    func refused() throws {
        let port = try ThreadedServer { _ in nil }.port
        let error = try #require(throws: LoadError.self) {
            try load(on: port, rate: 100, milliseconds: 50)
        }
        #expect(error.kind == .target)
        #expect("\(error)".contains("connection refused"))
    }

    @Test("a request that the server's own parser would refuse is refused here")
    func badRequests() throws {
        for (method, target) in [("GET", "/a b"), ("GET", "no-slash"), ("G T", "/"), ("GET", "/\r\nX: y")] {
            #expect(throws: LoadError.self, "\(method) \(target)") {
                try LoadRequest(method: method, target: target, authority: "localhost")
            }
        }
        #expect(throws: LoadError.self) {
            try LoadRequest(target: "/", authority: "localhost", fields: [("A", "b\r\n\r\nGET / HTTP/1.1")])
        }
    }
}
