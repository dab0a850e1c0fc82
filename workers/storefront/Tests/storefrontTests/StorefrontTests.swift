import Swiftlet
import SwiftletTesting
import Testing

@testable import storefront

/// The shop: says which group it was told, and more than a visitor should see.
private let shop = OriginDouble.answering { request in
    Response(
        headers: ["X-Internal-Trace": "4bf92f35", "Server": "nginx"],
        body: .text(request.headers["X-Experiment-Bucket"] ?? "none"))
}

private func visit(_ headers: KeyValuePairs<StaticString, String> = [:]) throws -> Response {
    try Storefront().respond(to: Request("/", headers: headers), origins: ["shop": shop])
}

@Test("A visitor with the cookie stays in the group, and gets no other cookie", arguments: ["A", "B"])
func returningVisitor(bucket: String) throws {
    let response = try visit(["Cookie": "theme=dark; ab=\(bucket)", "X-User": "ada"])
    #expect(try response.body.text() == bucket)
    #expect(response.headers[.setCookie] == nil)
}

@Test("A visitor with a name is always in the same group", arguments: [("ada", "B"), ("bob", "A")])
func namedVisitor(name: String, bucket: String) throws {
    let response = try visit(["X-User": name])
    #expect(try response.body.text() == bucket)
    #expect(response.headers[.setCookie] == "ab=\(bucket); Path=/")
}

@Test("Anybody else is in one of the two by chance, and is told in a cookie")
func newVisitor() throws {
    var seen: Set<String> = []
    for seed in 0..<20 {
        let host = TestHost(origins: ["shop": shop], seed: UInt64(seed))
        let response = try host.respond(to: Request("/", headers: ["Cookie": "ab=C"]), with: Storefront())
        let bucket = try response.body.text()
        #expect(response.headers[.setCookie] == "ab=\(bucket); Path=/")
        seen.insert(bucket)
    }
    #expect(seen == ["A", "B"])
}

@Test("The shop's internals stay inside")
func internals() throws {
    let headers = try visit().headers
    #expect(headers["X-Internal-Trace"] == nil && headers[.server] == nil)
    #expect(headers["X-Served-By"] == "swiftlet")
}

@Test("A shop that cannot be reached is no answer")
func unreachable() {
    #expect(throws: WorkerError.unreachable) {
        try Storefront().respond(to: Request("/"), origins: ["shop": .failing(.unreachable)])
    }
}
