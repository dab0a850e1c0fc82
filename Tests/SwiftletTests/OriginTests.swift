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
        log.info("joined")
        return response
    }
}

@Suite struct OriginTests {
    @Test("A forwarded request reaches the origin with its changes, the answer comes back with the declared edits")
    func forward() throws {
        let host = TestHost(
            variables: ["TARGET": "/other?x=1"],
            origins: [
                "shop": { request throws(WorkerError) in
                    #expect(request.method == .post && request.target == "/other?x=1")
                    #expect(request.headers["X-Bucket"] == "A" && request.headers[.accept] == "*/*")
                    #expect(request.headers[.cookie] == nil)
                    #expect(try request.body.text() == "soap")
                    var response = Response.text("hello")
                    response.headers["X-Internal-Host"] = "7"
                    return response
                }
            ])
        let request = host.request(
            "/", method: .post, headers: [("Accept", "*/*"), ("Cookie", "x=1")], body: Array("soap".utf8))
        let response = try host.answer(Rewriter(), to: request)
        #expect(response.status == .ok)
        #expect(try response.body.text() == "hello")
        #expect(response.headers["X-Internal-Host"] == nil)
        #expect(response.headers["X-Served-By"] == "test")
        #expect(response.headers[.setCookie] == "ab=A; Path=/")
        #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
    }

    @Test("Only origins that the config binds are reachable")
    func unknownOrigin() {
        let host = TestHost(origins: ["other": { _ in .text("") }])
        #expect(throws: WorkerError.self) { try host.answer(Rewriter(), to: host.request("/")) }
    }

    @Test("An origin's answer is passed on with status, body and changes")
    func passOn() throws {
        let host = TestHost(origins: [
            "one": { request throws(WorkerError) in .text("first \(request.target)") },
            "two": { request throws(WorkerError) in
                var response = Response(status: .accepted, body: .bytes(try request.body.bytes()))
                response.headers[.server] = "secret"
                response.headers["X-Kept"] = "yes"
                return response
            },
        ])
        let response = try host.answer(Joiner(), to: host.request("/", method: .put, body: [1, 2, 3]))
        #expect(response.status == .accepted)
        #expect(try Array(response.body.bytes()) == [1, 2, 3])
        #expect(response.headers["X-One"] == "first /1")
        #expect(response.headers["X-Kept"] == "yes")
        #expect(response.headers[.server] == nil)
        #expect(host.logged.map(\.text) == ["joined"])
    }

    @Test("What goes wrong with a request that was sent is thrown where its response is wanted")
    func failure() throws {
        let host = TestHost(origins: [
            "one": { _ throws(WorkerError) in throw .timeout },
            "two": { _ in .text("") },
        ])
        let error = #expect(throws: WorkerError.self) { try host.answer(Joiner(), to: host.request("/")) }
        #expect(error?.description == WorkerError.timeout.description)
    }

    @Test("Status and body of a forwarded answer are its origin's: setting them is an error, not ignored")
    func forwardedStatus() {
        let host = TestHost(origins: ["shop": { _ in .text("") }])
        struct Wrong: Worker {
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                var response = try env.origin("shop").forward(request)
                response.status = .notFound
                return response
            }
        }
        #expect(throws: WorkerError.self) { try host.answer(Wrong(), to: host.request("/")) }
    }
}
