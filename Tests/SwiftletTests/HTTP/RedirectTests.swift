import Testing

@testable import Swiftlet

@Suite struct RedirectTests {
    @Test("A redirect has a status and a location")
    func redirect() throws {
        let response = Response.redirect(to: "/login?next=%2Fcart#top")
        #expect(response.status == .found && response.headers["Location"] == "/login?next=%2Fcart#top")
        let url = try URL("https://shop.example/é")
        let moved = Response.redirect(to: url, status: .permanentRedirect)
        #expect(moved.status.code == 308 && moved.headers["Location"] == "https://shop.example/%C3%A9")
    }

    @Test("Nothing but a location comes of a location")
    func injection() {
        let response = Response.redirect(to: "/x\r\nSet-Cookie: a=1\u{0}\"<é>[1]{}")
        #expect(
            response.headers["Location"] == "/x%0D%0ASet-Cookie:%20a=1%00%22%3C%C3%A9%3E[1]%7B%7D")
    }
}
