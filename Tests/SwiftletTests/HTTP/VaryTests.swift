import Testing

@testable import Swiftlet

@Suite struct VaryTests {
    @Test("A name is added once, in either case, and not beside a star")
    func vary() {
        var headers = Headers()
        headers.vary("Accept-Encoding")
        headers.vary("accept-encoding")
        headers.vary("Cookie")
        #expect(headers[values: .vary] == ["Accept-Encoding", "Cookie"])
        headers = received("/", headers: [("Vary", "Origin, Cookie"), ("Vary", "Accept")]).headers
        headers.vary("cookie")
        headers.vary("ACCEPT")
        #expect(headers["Vary"] == "Origin, Cookie, Accept")
        headers.set("Vary", "*")
        headers.vary("Cookie")
        #expect(headers["Vary"] == "*")
        headers.set("Vary", "x Cookie")
        headers.vary("Cookie")
        #expect(headers["Vary"] == "x Cookie, Cookie")
    }
}
