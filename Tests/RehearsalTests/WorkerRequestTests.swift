import HTTP
import Testing

@testable import Rehearsal

@Suite("Requests to rehearse")
struct WorkerRequestTests {
    private func request(
        _ url: String, method: String? = nil, headers: [String] = [], body: String? = nil
    ) throws -> WorkerRequest {
        try WorkerRequest(
            method: method, url: url, headers: headers, body: body.map { Array($0.utf8) }, limits: HeadLimits())
    }

    @Test("are what a client would send")
    func head() throws {
        let plain = try request("/cart?x=1#top")
        #expect(String(decoding: plain.head, as: UTF8.self) == "GET /cart?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(plain.isSecure)
        #expect(plain.line == "GET /cart?x=1")
        let posted = try request("http://a.example:81", headers: ["X-A: b"], body: "ab")
        #expect(
            String(decoding: posted.head, as: UTF8.self)
                == "POST / HTTP/1.1\r\nHost: a.example:81\r\nX-A: b\r\nContent-Length: 2\r\n\r\n")
        #expect(!posted.isSecure)
        let named = try request("/", method: "HEAD", headers: ["host: b.example"])
        #expect(named.isHead)
        #expect(String(decoding: named.head, as: UTF8.self) == "HEAD / HTTP/1.1\r\nhost: b.example\r\n\r\n")
    }

    @Test(
        "are refused where the server would refuse them, or could not be asked",
        arguments: [
            ("ftp://a/", "url ftp://a/: write http://"), ("cart", "url cart: a path begins with /"),
            ("https://u@a/", "url https://u@a/: write a host"), ("/a b", "method and URL hold no spaces"),
            ("/%zz", "GET /%zz: the server would refuse it with 400"),
        ])
    func urls(_ url: String, _ words: String) throws {
        let error = try #require(throws: RehearsalError.self) { try request(url) }
        #expect(error.description.hasPrefix(words), "\(error)")
    }

    @Test(
        "have fields of one line each that say what is true of the body",
        arguments: [
            ("X", "header \"X\": write 'Name: value'"), ("X: a\r\nY: b", "header \"X\": a field is one line"),
            ("Content-Length: 3", "POST /: Content-Length says 3, the data are 2 bytes"),
            ("Transfer-Encoding: chunked", "POST /: leave out Transfer-Encoding"),
            ("Host: a b", "POST /: the server would refuse it with 400"),
        ])
    func headers(_ header: String, _ words: String) throws {
        let error = try #require(throws: RehearsalError.self) { try request("/", headers: [header], body: "ab") }
        #expect(error.description.hasPrefix(words), "\(error)")
    }

    @Test("make no tunnels")
    func connect() throws {
        let error = try #require(throws: RehearsalError.self) { try request("/", method: "CONNECT") }
        #expect(error.part == .request)
    }
}
