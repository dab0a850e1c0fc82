import Admin
import HTTP
import Testing

@testable import Server

@Suite("The request that explain is asked about")
struct AskedRequestTests {
    private func asked(_ url: String, _ headers: [(String, String)] = []) throws -> AskedRequest {
        try AskedRequest(
            .with { request in
                request.url = url
                request.headers = headers.map { HeaderLine($0.0, $0.1) }
            }, HeadLimits())
    }

    @Test("a URL says scheme, host, port and path; a path alone none but that")
    func urls() throws {
        let whole = try asked("HTTPS://shop.example:8443/a/../cart?x=1")
        #expect(whole.isSecure == true && whole.host == "shop.example:8443" && whole.port == 8443)
        #expect(whole.path == "/cart")
        let path = try asked("/cart", [("host", "shop.example")])
        #expect(path.isSecure == nil && path.host == "shop.example" && path.path == "/cart")
        let query = try asked("/login?to=https://elsewhere.example/")
        #expect(query.isSecure == nil && query.host == "localhost" && query.path == "/login")
    }

    @Test("what the host would refuse at once is told as its answer")
    func refusals() throws {
        let unclear = try asked("/", [("Content-Length", "many")])
        #expect(unclear.refusal?.status == 400)
        let clear = try asked("/", [("Content-Length", "3")])
        #expect(clear.refusal?.status == nil)
        #expect(throws: AdminError.self) { try asked("ftp://shop.example/") }
    }
}
