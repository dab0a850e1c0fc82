import Testing

@testable import Swiftlet

@Suite struct SetCookieTests {
    @Test("Set-Cookie has the attributes that were asked for")
    func attributes() {
        #expect(SetCookie("ab", "A").value == "ab=A; Path=/")
        let full = SetCookie(
            "s", "1", path: "/x", domain: "shop.example", maxAge: 60, expires: HTTPDate(secondsSinceEpoch: 0),
            secure: true, httpOnly: true, sameSite: .lax, partitioned: true)
        #expect(
            full.value
                == "s=1; Path=/x; Domain=shop.example; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure;"
                + " HttpOnly; SameSite=Lax; Partitioned")
        #expect(
            SetCookie("s", "1", path: nil, maxAge: -1, sameSite: .strict).value == "s=1; Max-Age=-1; SameSite=Strict")
        var headers = Headers()
        headers.set(SetCookie("ab", "A"))
        headers.set(SetCookie("cd", "B"))
        headers.set(nil)
        #expect(headers[values: .setCookie] == ["ab=A; Path=/", "cd=B; Path=/"])
    }

    @Test(
        "Nothing in a part of a cookie becomes another attribute or field",
        arguments: [
            (SetCookie("a", "x; Domain=evil"), "a=x%3B%20Domain=evil; Path=/"),
            (SetCookie("a", "x\r\nSet-Cookie: b=1"), "a=x%0D%0ASet-Cookie:%20b=1; Path=/"),
            (SetCookie("a", "\"x\",\\%é\u{0}"), "a=%22x%22%2C%5C%25%C3%A9%00; Path=/"),
            (SetCookie("a=b;c d", "1"), "a%3Db%3Bc%20d=1; Path=/"), (SetCookie("", "1"), "=1; Path=/"),
            (SetCookie("a", "1", path: "/x; Secure\r\n"), "a=1; Path=/x%3B Secure%0D%0A"),
            (SetCookie("a", "1", domain: "x.example; Secure"), "a=1; Path=/"),
            (SetCookie("a", "1", domain: "é.example"), "a=1; Path=/"), (SetCookie("a", "1", domain: ""), "a=1; Path=/"),
        ] as [(SetCookie, String)])
    func injection(cookie: SetCookie, value: String) {
        #expect(cookie.value == value)
    }

    @Test("What a cookie cannot have comes back as it was")
    func roundTrip() {
        for content in ["a b", "é;\",\\", "50%", "%41", "a=b", "\u{1f9fc}", "", "eyJhIjoxfQ==.x-_"] {
            let cookie = SetCookie("ab", content, path: nil)
            #expect(received("/", headers: [("Cookie", cookie.value)]).cookie("ab") == content)
        }
    }

    @Test("A prefix, Partitioned and SameSite=None bring what browsers ask of them")
    func prefixes() {
        #expect(SetCookie("__Secure-a", "1").value == "__Secure-a=1; Path=/; Secure")
        #expect(SetCookie("__SECURE-a", "1", path: "/x").value == "__SECURE-a=1; Path=/x; Secure")
        #expect(
            SetCookie("__Host-a", "1", path: "/x", domain: "shop.example").value == "__Host-a=1; Path=/; Secure")
        #expect(SetCookie("__host-a", "1", path: nil).value == "__host-a=1; Path=/; Secure")
        #expect(SetCookie("a", "1", sameSite: SetCookie.SameSite.none).value == "a=1; Path=/; Secure; SameSite=None")
        #expect(SetCookie("a", "1", partitioned: true).value == "a=1; Path=/; Secure; Partitioned")
    }

    @Test("A deletion is empty and long over")
    func deletion() {
        let value = SetCookie.deletion("ab", path: "/x", domain: "shop.example").value
        #expect(
            value == "ab=; Path=/x; Domain=shop.example; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT")
    }

    @Test("Browsers keep 4096 bytes of name and content, as they are written")
    func limit() {
        #expect(SetCookie("a", String(repeating: "x", count: 4095)).isKept)
        #expect(!SetCookie("a", String(repeating: "x", count: 4096)).isKept)
        #expect(!SetCookie("a", String(repeating: " ", count: 1366)).isKept)
    }
}
