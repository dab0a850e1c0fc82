import Swiftlet
import SwiftletTesting
import Testing

/// Says all it knows of its request and surroundings.
private struct Witness: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        log.warning("asked for \(request.path)")
        var response = Response.text(
            """
            \(request.method) \(request.scheme) \(request.authority) \(request.target) from \(request.clientAddress)
            \(env["THEME"] ?? "none") \(Clock.unixNanoseconds) \(Random.next())
            """)
        response.headers["X-User"] = request.headers["X-User"]
        return response
    }
}

@Suite("TestHost")
struct TestHostTests {
    @Test("one line tests a worker: request, variables, answer")
    func oneLine() throws {
        let response = try Witness().respond(
            to: Request("/a?b=c", method: .put, headers: ["X-User": "ada"]), variables: ["THEME": "dark"])
        #expect(response.status == .ok && response.headers["X-User"] == "ada")
        let text = try response.body.text()
        #expect(text.hasPrefix("PUT https localhost /a?b=c from 127.0.0.1\ndark 1767225600000000000 "))
    }

    @Test(
        "a URL as the target says scheme and authority",
        arguments: [
            ("https://shop.example.com/cart?x=1", "https shop.example.com /cart?x=1"),
            ("http://shop:8080", "http shop:8080 /"), ("http://shop?x", "http shop /?x"),
        ])
    func url(target: String, place: String) throws {
        let text = try Witness().respond(to: Request(target)).body.text()
        #expect(text.hasPrefix("GET \(place) from"))
    }

    @Test("the field Host is the authority where no URL says one")
    func hostField() throws {
        let text = try Witness().respond(to: Request("/", headers: ["Host": "shop"])).body.text()
        #expect(text.hasPrefix("GET https shop / from"))
    }

    @Test("log lines are kept in order, over several requests")
    func logged() throws {
        let host = TestHost()
        for path in ["/1", "/2"] { _ = try host.respond(to: Request(path), with: Witness()) }
        #expect(host.logged.map(\.description) == ["warning: asked for /1", "warning: asked for /2"])
    }

    @Test("time and address are what the test says")
    func settings() throws {
        let host = TestHost()
        host.unixNanoseconds = 7
        host.clientAddress = "192.0.2.7"
        let text = try host.respond(to: Request("/"), with: Witness()).body.text()
        #expect(text.contains("from 192.0.2.7\nnone 7 "))
    }

    @Test("randomness repeats itself for the same seed, differs for another, and goes on from request to request")
    func random() throws {
        let seeds: [UInt64] = [1, 1, 2]
        let draws = try seeds.map { seed in
            let host = TestHost(seed: seed)
            return try (0..<2).map { _ in try host.respond(to: Request("/"), with: Witness()).body.text() }
        }
        #expect(draws[0] == draws[1] && draws[0] != draws[2])
        #expect(draws[0][0] != draws[0][1])
    }

    @Test("each request starts anew: handles and used bodies are forgotten")
    func isolation() throws {
        struct Reader: Worker {
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                .text(try request.body.text())
            }
        }
        let host = TestHost()
        let request = Request("/", method: .post, body: .text("soap"))
        for _ in 0..<2 { #expect(try host.respond(to: request, with: Reader()).body.text() == "soap") }
    }

    @Test("the answer to HEAD and answers that cannot have a body have none")
    func noBody() throws {
        struct Talker: Worker {
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                .text("soap", status: request.path == "/204" ? .noContent : .ok)
            }
        }
        #expect(try Talker().respond(to: Request("/", method: .head)).body.text() == "")
        #expect(try Talker().respond(to: Request("/204")).body.text() == "")
    }
}
