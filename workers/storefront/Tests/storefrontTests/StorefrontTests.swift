import Swiftlet
import Testing

@testable import storefront

/// The shop: says which group it was told, and more than a visitor should see.
private func shop(_ request: Request) -> Response {
    var response = Response.text(request.headers["X-Experiment-Bucket"] ?? "none")
    response.headers["X-Internal-Trace"] = "4bf92f35"
    response.headers[.server] = "nginx"
    return response
}

private func answer(_ headers: (String, String)...) throws -> Response {
    let host = TestHost(origins: ["shop": shop])
    return try host.answer(Storefront(), to: host.request("/", headers: headers))
}

@Test("A visitor with the cookie stays in the group, and gets no other cookie", arguments: ["A", "B"])
func returningVisitor(bucket: String) throws {
    let response = try answer(("Cookie", "theme=dark; ab=\(bucket)"), ("X-User", "ada"))
    #expect(try response.body.text() == bucket)
    #expect(response.headers[.setCookie] == nil)
}

@Test("A visitor with a name is always in the same group", arguments: [("ada", "B"), ("bob", "A")])
func namedVisitor(name: String, bucket: String) throws {
    let response = try answer(("X-User", name))
    #expect(try response.body.text() == bucket)
    #expect(response.headers[.setCookie] == "ab=\(bucket); Path=/")
}

@Test("Anybody else is in one of the two, and is told in a cookie")
func newVisitor() throws {
    let response = try answer(("Cookie", "ab=C"))
    let bucket = try response.body.text()
    #expect(bucket == "A" || bucket == "B")
    #expect(response.headers[.setCookie] == "ab=\(bucket); Path=/")
}

@Test("The shop's internals stay inside")
func internals() throws {
    let headers = try answer().headers
    #expect(headers["X-Internal-Trace"] == nil && headers[.server] == nil)
    #expect(headers["X-Served-By"] == "swiftlet")
}
