import Testing

@testable import Swiftlet

@Suite struct CookieTests {
    @Test(
        "A cookie is found among others, and only under its whole name",
        arguments: [
            ("ab=A", "A"), ("x=1; ab=B; y=2", "B"), ("ab=", ""), ("xab=A", nil), ("ab", nil), ("", nil), ("abc=1", nil),
            ("AB=1", nil), (" ;; ab=A ", "A "), ("x=ab=1; ab=2", "2"), ("a=1;ab=A", "A"), ("ab=A=B", "A=B"), (";", nil),
        ] as [(String, String?)])
    func lookup(line: String, value: String?) {
        #expect(received("/", headers: [("Cookie", line)]).cookie("ab") == value)
    }

    @Test("Every Cookie field is searched, and one that the worker set")
    func manyFields() {
        var request = received("/", headers: [("Cookie", "x=1"), ("cookie", "ab=A")])
        #expect(request.cookie("ab") == "A")
        request.headers["Cookie"] = "ab=B"
        #expect(request.cookie("ab") == "B")
        request.headers[.cookie] = nil
        #expect(request.cookie("ab") == nil)
    }

    @Test("Set-Cookie has the attributes that were asked for")
    func setCookie() {
        #expect(SetCookie("ab", "A").value == "ab=A; Path=/")
        let full = SetCookie("s", "1", path: "/x", maxAge: 60, secure: true, httpOnly: true, sameSite: .lax)
        #expect(full.value == "s=1; Path=/x; Max-Age=60; Secure; HttpOnly; SameSite=Lax")
        var headers = Headers()
        headers.set(SetCookie("ab", "A"))
        headers.set(SetCookie("cd", "B"))
        headers.set(nil)
        #expect(headers[values: .setCookie] == ["ab=A; Path=/", "cd=B; Path=/"])
    }
}
