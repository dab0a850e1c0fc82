import Testing

@testable import Swiftlet

@Suite struct CookieTests {
    @Test(
        "A cookie is found among others, and only under its whole name",
        arguments: [
            ("ab=A", "A"), ("x=1; ab=B; y=2", "B"), ("ab=", ""), ("xab=A", nil), ("ab", nil), ("", nil), ("abc=1", nil),
            ("AB=1", nil), (" ;; ab=A ", "A"), ("x=ab=1; ab=2", "2"), ("a=1;ab=A", "A"), ("ab=A=B", "A=B"), (";", nil),
            ("ab = A ;", "A"), ("ab=\"A B\"", "A B"), ("ab=\"", "\""), ("ab=\"\"", ""), ("ab=\"A", "\"A"), ("=ab", nil),
            ("ab=1; ab=2", "1"), ("ab=%41%zz", "A%zz"),
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

    @Test("All cookies are had in order")
    func all() {
        let request = received("/", headers: [("Cookie", "a=1; junk; b=\"2\";"), ("Cookie", "; c=%20; =d; a=3")])
        #expect(
            request.cookies.map { cookie in cookie.name + ":" + cookie.value } == ["a:1", "b:2", "c: ", ":d", "a:3"])
        #expect(request.cookieBytes("c") == Bytes("%20"))
        #expect(received("/").cookies.map(\.name).isEmpty)
    }

    @Test("Any field is read; what is found by name is what is found in order")
    func fuzz() {
        for bytes in Mutations(of: ["a=1; ab=\"2\"; c=%20", "ab=A; ab=B", " ;;=;ab=\"\""], extra: "=;\" ,ab") {
            var request = Request("/")
            request.headers.set("Cookie", Bytes(copying: bytes))
            let inOrder = request.cookies.first { cookie in cookie.nameBytes == "ab" }
            #expect(inOrder?.valueBytes == request.cookieBytes("ab"))
        }
    }
}
