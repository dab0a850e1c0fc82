import Bench
import Glibc
import HTTP
import Loop
import Testing

@testable import Load

/// Loads that can come to nothing end soon, and say why.
@Suite("Loads that can come to nothing")
struct FailFastTests {
    /// At 20 requests a second warming up takes 40 seconds where nothing is ever steady.
    private func error(
        on port: UInt16, opensConnections: Bool = false, timeout: Duration = .seconds(10),
        ending: (() -> String?)? = nil, expectation: LoadRequest.Expectation = .init()
    ) throws -> LoadError {
        let loop = try Loop()
        defer { loop.closeOwnHandles(); loop.run() }
        let generator = LoadGenerator(loop: loop, hasOwnProcessor: false)
        let address = try #require(Address(host: "127.0.0.1", port: port))
        var settings = WallSettings()
        settings.rate = 20
        settings.connections = 2
        settings.opensConnections = opensConnections
        settings.timeout = timeout
        let measurement = WallMeasurement(generator: generator, settings: settings) { _ in }
        let request = try LoadRequest(
            target: "/", authority: "localhost", closes: opensConnections, expectation: expectation)
        let target = LoadTarget(name: "http://test/", address: address, tls: nil, ending: ending)
        return try #require(throws: LoadError.self) {
            _ = try measurement.measure("home", request, line: "GET /", on: target)
        }
    }

    @Test("a server that answers everything with 500 is asked for a second, not for forty")
    func status() throws {
        let server = try ThreadedServer { _ in "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n" }
        let error = try error(on: server.port)
        #expect(error.kind == .answer)
        for part in [
            "case home", "http://test/ at 127.0.0.1:\(server.port)", "status 500: ", "expect = { status = 500 }",
        ] {
            #expect("\(error)".contains(part), "\(error)")
        }
        #expect(FirstAnswers.failuresLeast...400 ~= server.requestCount)
    }

    @Test("an answer without what is expected in it is told as that")
    func body() throws {
        let server = try ThreadedServer { _ in ThreadedServer.hello }
        let error = try error(on: server.port, expectation: .init(bodyContains: Array("bye".utf8)))
        #expect(error.kind == .answer)
        #expect("\(error)".contains("body_contains"))
    }

    @Test("connections that are refused while it warms up are told, each of which was a request's own")
    func refused() throws {
        let port = try ThreadedServer { _ in nil }.port
        let error = try error(on: port, opensConnections: true)
        #expect(error.kind == .target)
        #expect("\(error)".contains("connection refused") && "\(error)".contains("nobody listens there"), "\(error)")
    }

    @Test("a server that never answers is told after its first timeouts")
    func timeout() throws {
        let server = try ThreadedServer { _ in
            sleep(3)
            return nil
        }
        let error = try error(on: server.port, timeout: .milliseconds(200))
        #expect(error.kind == .target)
        #expect("\(error)".contains("timeout: ") && "\(error)".contains("[wall]"), "\(error)")
    }

    @Test("bytes that are no HTTP are told")
    func nonsense() throws {
        let server = try ThreadedServer { _ in "nonsense\r\n\r\n" }
        let error = try error(on: server.port)
        #expect("\(error)".contains("not HTTP") && "\(error)".contains("write https://"), "\(error)")
    }

    @Test("a server's process that ends in the middle of a load ends the load, in its words")
    func ended() throws {
        let server = try ThreadedServer { _ in ThreadedServer.hello }
        var looks = 0
        let error = try error(
            on: server.port,
            ending: {
                looks += 1
                return looks > 20 ? "the server ended with 3" : nil
            })
        #expect(error.kind == .target)
        #expect("\(error)" == "the server ended with 3")
    }
}
