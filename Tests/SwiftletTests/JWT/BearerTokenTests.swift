import Testing

@testable import Swiftlet

@Suite struct BearerTokenTests {
    @Test(
        "The token of RFC 6750 section 2.1, whatever the case of its scheme",
        arguments: [
            ("Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"), ("bearer a", "a"), ("BEARER a+/~==", "a+/~=="),
            ("Bearer   a", "a"),
        ])
    func found(field: String, token: String) {
        #expect(received(headers: [("Authorization", field)]).bearerToken?.text == token)
        #expect(received(headers: [("authorization", field)]).bearerToken?.text == token)
    }

    @Test(
        "Other schemes, and what is no token, are none",
        arguments: [
            "", "Bearer", "Bearer ", "Bearera", "Basic YWRhOmw=", "Bearer a b", "Bearer a,b", "Bearer \"a\"",
            "Bearer a;",
            "Bearer\ta", " Bearer a", "Bearer é", "Bearer a\u{0}", "Bearer a, Bearer b",
        ])
    func none(field: String) {
        #expect(received(headers: [("Authorization", field)]).bearerToken == nil)
    }

    @Test("Without the field, or with two of them, there is none")
    func count() {
        #expect(received().bearerToken == nil)
        #expect(received(headers: [("Authorization", "Bearer a"), ("Authorization", "Bearer a")]).bearerToken == nil)
    }
}
