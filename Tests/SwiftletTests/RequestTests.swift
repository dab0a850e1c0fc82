import Testing

@testable import Swiftlet

@Suite struct RequestTests {
    @Test(
        "Path and query are the target's two halves",
        arguments: [
            ("/", "/", nil), ("/a/b", "/a/b", nil), ("/a?b=1", "/a", "b=1"), ("/a?", "/a", ""), ("/a?b?c", "/a", "b?c"),
        ] as [(String, String, String?)])
    func target(target: String, path: String, query: String?) {
        let request = received(target)
        #expect(request.target == target && request.path == path && request.queryString == query)
    }

    @Test("A client's request says who asked for what")
    func client() {
        let request = received(
            "/x", method: .put, authority: "shop.example.com", clientAddress: "192.0.2.7")
        #expect(request.method == .put)
        #expect(request.scheme == "https" && request.isSecure)
        #expect(request.authority == "shop.example.com")
        #expect(request.clientAddress == "192.0.2.7")
        #expect(request.id == "test")
    }

    @Test("Any method that is a token comes through", arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "PROPFIND"])
    func methods(name: String) throws {
        let method = try #require(HTTPRequest.Method(name))
        #expect(received("/", method: method).method == method)
    }

    @Test("A request made by the worker is a GET without client, until told otherwise")
    func own() {
        var request = Request("/api?x=1", headers: [.accept: "text/css"])
        #expect(request.method == .get && request.path == "/api" && request.queryString == "x=1")
        #expect(request.authority.isEmpty && request.clientAddress.isEmpty && !request.isSecure)
        request.method = .post
        request.target = "/other"
        #expect(request.method == .post && request.target == "/other")
        #expect(request.headers[.accept] == "text/css")
    }
}
