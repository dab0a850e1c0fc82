import CWorkerABI
import SwiftletTesting
import Testing

@testable import Swiftlet

/// Rewrites and forwards, as an edge does.
private struct Rewriter: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        var request = request
        request.headers["X-Bucket"] = "A"
        request.headers.remove(.cookie)
        if let target = env["TARGET"] { request.target = target }
        return try env.origin("shop").forward(request) { response in
            response.remove("X-Internal-*")
            response["X-Served-By"] = "test"
            response.set(SetCookie("ab", "A"))
        }
    }
}

/// Asks two origins at once and passes one of the answers on.
private struct Joiner: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        let one = try env.origin("one").send(Request("/1"))
        let two = try env.origin("two").send(Request("/2", method: .post, body: request.body))
        var response = try two.response()
        response.headers.set("X-One", try one.response().body.text())
        response.headers.remove(.server)
        return response
    }
}

@Suite struct OriginTests {
    @Test("A forwarded request reaches the origin with its changes, the answer comes back with the declared edits")
    func forward() throws {
        let shop = OriginDouble.returning(
            Response(headers: ["X-Internal-Host": "7", "X-Kept": "yes"], body: .text("hello")))
        let response = try Rewriter().respond(
            to: Request("/", method: .post, headers: ["Accept": "*/*", "Cookie": "x=1"], body: .text("soap")),
            origins: ["shop": shop], variables: ["TARGET": "/other?x=1"])
        let request = try #require(shop.requests.first)
        #expect(request.method == .post && request.target == "/other?x=1")
        #expect(request.headers["X-Bucket"] == "A" && request.headers[.accept] == "*/*")
        #expect(request.headers[.cookie] == nil)
        #expect(try request.body.text() == "soap")
        #expect(response.status == .ok)
        #expect(try response.body.text() == "hello")
        #expect(response.headers["X-Internal-Host"] == nil && response.headers["X-Kept"] == "yes")
        #expect(response.headers["X-Served-By"] == "test")
        #expect(response.headers[.setCookie] == "ab=A; Path=/")
    }

    @Test("Only origins that the config binds are reachable")
    func unknownOrigin() {
        #expect(throws: WorkerError.unknownOrigin) {
            try Rewriter().respond(to: Request("/"), origins: ["other": .returning(.text(""))])
        }
    }

    @Test("An origin's answer is passed on with status, body and changes")
    func passOn() throws {
        let response = try Joiner().respond(
            to: Request("/", method: .put, body: .bytes([1, 2, 3])),
            origins: [
                "one": .answering { request in .text("first \(request.target)") },
                "two": .answering { request throws(WorkerError) in
                    Response(
                        status: .accepted, headers: ["Server": "secret", "X-Kept": "yes"],
                        body: .bytes(try request.body.bytes()))
                },
            ])
        #expect(response.status == .accepted)
        #expect(try Array(response.body.bytes()) == [1, 2, 3])
        #expect(response.headers["X-One"] == "first /1")
        #expect(response.headers["X-Kept"] == "yes")
        #expect(response.headers[.server] == nil)
    }

    @Test("What goes wrong with a request that was sent is thrown where its response is wanted")
    func failure() throws {
        #expect(throws: WorkerError.timeout) {
            try Joiner().respond(
                to: Request("/"), origins: ["one": .failing(.timeout), "two": .returning(.text(""))])
        }
    }

    @Test("Status and body of a forwarded answer are its origin's: setting them is an error, not ignored")
    func forwardedStatus() {
        let wrong = Probe { request, env throws(WorkerError) in
            var response = try env.origin("shop").forward(request)
            response.status = .notFound
            return response
        }
        #expect(throws: WorkerError.invalid) {
            try wrong.respond(to: Request("/"), origins: ["shop": .returning(.text(""))])
        }
    }

    @Test("The response to a HEAD is passed on as it came: its body is the base's, not none")
    func head() throws {
        var answer: Outgoing?
        let host = NativeHost(
            origin: { _ in 0 }, send: { _, _ in 2 },
            wait: { _ in
                var head = NativeHead()
                head.status = 200
                return head
            },
            read: { _, _ in [] }, close: { _ in }, variable: { _ in nil }, log: { _, _ in },
            random: { _ in [] }, clock: { _ in 0 })
        let worker = Probe { request, env throws(WorkerError) in try env.origin("shop").fetch(request) }
        var head = NativeHead()
        head.method = "HEAD"
        answer = try host.run(worker, head)
        #expect(answer?.bodyKind == SWIFTLET_BODY_BASE)
    }
}
