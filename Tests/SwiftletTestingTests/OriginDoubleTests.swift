import Swiftlet
import SwiftletTesting
import Testing

/// Passes everything to the origin "shop", and waits for the answer.
private struct Asker: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        try env.origin("shop").fetch(request)
    }
}

@Suite("OriginDouble")
struct OriginDoubleTests {
    @Test("an origin that returns a response gives it to every request")
    func returning() throws {
        let shop = OriginDouble.returning(Response(status: .accepted, headers: ["X-From": "shop"], body: .text("soap")))
        for _ in 0..<2 {
            let response = try Asker().respond(to: Request("/"), origins: ["shop": shop])
            #expect(response.status == .accepted && response.headers["X-From"] == "shop")
            #expect(try response.body.text() == "soap")
        }
    }

    @Test(
        "an origin that fails gives the worker that error",
        arguments: [(.unreachable, .unreachable), (.timeout, .timeout), (.protocolViolation, .protocolViolation)]
            as [(OriginDouble.Failure, WorkerError)])
    func failing(failure: OriginDouble.Failure, error: WorkerError) {
        #expect(throws: error) { try Asker().respond(to: Request("/"), origins: ["shop": .failing(failure)]) }
    }

    @Test("an origin that answers sees each request and may throw")
    func answering() throws {
        let shop = OriginDouble.answering { request throws(WorkerError) in
            guard request.path == "/soap" else { throw .unreachable }
            return .text(try request.body.text())
        }
        let soap = Request("/soap?n=1", method: .post, body: .text("lavender"))
        #expect(try Asker().respond(to: soap, origins: ["shop": shop]).body.text() == "lavender")
        #expect(throws: WorkerError.unreachable) {
            try Asker().respond(to: Request("/towel"), origins: ["shop": shop])
        }
    }

    @Test("an origin remembers what it was asked, in order, bodies too")
    func requests() throws {
        let shop = OriginDouble.failing(.timeout)
        for path in ["/1", "/2"] {
            let request = Request(path, method: .post, headers: ["X-User": "ada"], body: .text("soap"))
            #expect(throws: WorkerError.timeout) { try Asker().respond(to: request, origins: ["shop": shop]) }
        }
        #expect(shop.requests.map(\.path) == ["/1", "/2"])
        #expect(shop.requests.allSatisfy { $0.method == .post && $0.headers["X-User"] == "ada" })
        #expect(try shop.requests[1].body.text() == "soap")
    }

    @Test("an answer that is no HTTP is none", arguments: ["a\r\nb: c", "a\u{0}"])
    func invalidAnswer(value: String) {
        var response = Response.text("soap")
        response.headers["X-Bad"] = value
        #expect(throws: WorkerError.protocolViolation) {
            try Asker().respond(to: Request("/"), origins: ["shop": .returning(response)])
        }
    }

    @Test("an answer to HEAD has no body, whatever the double was given")
    func head() throws {
        let response = try Asker().respond(
            to: Request("/", method: .head), origins: ["shop": .returning(.text("soap"))])
        #expect(try response.body.text() == "")
    }
}
