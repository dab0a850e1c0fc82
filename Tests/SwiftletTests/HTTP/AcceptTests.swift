import Testing

@testable import Swiftlet

@Suite struct AcceptTests {
    @Test(
        "The offer that is wanted most is chosen, by the most specific range for each",
        arguments: [
            (nil, "application/json"), ("", "application/json"), ("*/*", "application/json"),
            ("text/html", "text/html"),
            ("text/*", "text/html"), ("application/json, text/html", "application/json"),
            ("text/html, application/json", "application/json"),
            ("text/html;q=0.9, application/json;q=0.8", "text/html"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
            ("*/*, application/json;q=0", "text/html"), ("image/png", nil), ("text/html;q=0", nil), ("*/*;q=0", nil),
            ("TEXT/HTML", "text/html"), ("text/html;q=0.001", "text/html"), ("text/html;q=1.000", "text/html"),
            ("application/*;q=0.5, text/html;q=0.4", "application/json"), ("*/html", nil),
            ("text/html;Q=0.5;ext=\"a,b\", application/json;q=0.4", "text/html"),
            ("text/html;level=1", nil), ("image/png;x=\"text/html, \\\"\"", nil),
            // What is malformed is left out; when nothing is left, there is no wish.
            ("text/html;q=2", "application/json"), ("text/html;q=0.1234", "application/json"),
            ("text/html;q=", "application/json"), ("text/html;q=0,5, application/json;q=0.1", "application/json"),
            ("text", "application/json"), ("text/", "application/json"), (",,,;;;", "application/json"),
            ("text/html text/plain, application/json", "application/json"),
            ("text/html ; q=0.3 , */*;q=0.2", "text/html"),
        ] as [(String?, String?)])
    func types(accept: String?, expected: String?) {
        let request = received("/", headers: accept.map { accept in [("Accept", accept)] } ?? [])
        #expect(request.accepts(["application/json", "text/html"])?.text == expected)
    }

    @Test("A parameter of a range must be the offer's; then it is closer than without")
    func parameters() {
        let offers: [StaticString] = ["text/html;level=1", "text/html;level=2", "text/html"]
        // RFC 9110 section 12.5.1, the example.
        let request = received(
            "/",
            headers: [("Accept", "text/*;q=0.3, text/plain;q=0.7, text/html;level=1;q=0.1"), ("Accept", "*/*;q=0.5")])
        #expect(request.accepts(offers)?.text == "text/html;level=2")
        #expect(request.accepts("text/plain") && request.accepts("image/jpeg"))
        #expect(request.accepts(["text/html;level=1", "image/png"])?.text == "image/png")
    }

    @Test("What was chosen can be switched over")
    func switching() {
        let request = received("/", headers: [("Accept", "text/html")])
        switch request.accepts(["application/json", "text/html"]) {
        case "application/json": Issue.record("not asked for")
        case "text/html": break
        default: Issue.record("asked for")
        }
    }

    @Test(
        "A coding is chosen when the client wants it at least as much as none",
        arguments: [
            (nil, nil), ("", nil), ("gzip", "gzip"), ("gzip, br", "br"), ("gzip;q=1.0, br;q=0.5", "gzip"), ("*", "br"),
            ("*;q=0", nil), ("gzip;q=0", nil), ("identity", nil), ("gzip;q=0.5, identity", nil), ("BR", "br"),
            ("x-gzip", "gzip"), ("*, br;q=0", "gzip"), ("deflate", nil), ("identity;q=0, *;q=0.1", "br"),
            ("gzip;q=0.5, identity;q=0.5", "gzip"), ("gzip;q=x", nil),
        ] as [(String?, String?)])
    func codings(accept: String?, expected: String?) {
        let request = received("/", headers: accept.map { accept in [("Accept-Encoding", accept)] } ?? [])
        #expect(request.acceptsEncoding(["br", "gzip"])?.text == expected)
    }

    @Test(
        "A language is looked up by its range, shortened from the end",
        arguments: [
            (nil, nil), ("", nil), ("*", nil), ("en", "en"), ("EN", "en"), ("en-GB", "en"), ("de-CH-1996", "de-CH"),
            ("de", "de-CH"), ("de-AT", nil), ("fr;q=0.5, en;q=0.8", "en"), ("fr, en", "fr"), ("fr;q=0, fr-CH", nil),
            ("ja, en;q=0.1", "en"), ("zh-Hant-TW", "zh-Hant"), ("zh-Hant-x-private", "zh-Hant"), ("zh", "zh-Hant"),
            ("en;q=0", nil), ("-", nil), ("de-", nil), ("e", nil), ("de, fr;q=0.1", "fr"),
        ] as [(String?, String?)])
    func languages(accept: String?, expected: String?) {
        let request = received("/", headers: accept.map { accept in [("Accept-Language", accept)] } ?? [])
        #expect(request.language(["en", "de-CH", "fr", "zh-Hant"])?.text == expected)
    }

    @Test("Only so many elements are looked at")
    func limit() {
        let filler = String(repeating: "a/b,", count: Preference.countMax - 1)
        #expect(received("/", headers: [("Accept", filler + "text/html")]).accepts("text/html"))
        #expect(!received("/", headers: [("Accept", filler + "a/b,text/html")]).accepts("text/html"))
    }

    @Test("Any text gives an offer or none")
    func fuzz() {
        let seeds = [
            "text/html;q=0.9, application/json;q=0.8", "gzip;q=0.5, *", "de-CH-1996, en;q=0.1", "a/b;x=\"\\\"\"",
        ]
        for bytes in Mutations(of: seeds, extra: ",;=q*/-\"\\ .01", count: 5000) {
            var request = Request("/")
            for name in ["Accept", "Accept-Encoding", "Accept-Language"] as [StaticString] {
                request.headers.set(name, Bytes(copying: bytes))
            }
            let type = request.accepts(["text/html", "application/json"])?.text
            #expect([nil, "text/html", "application/json"].contains(type))
            #expect([nil, "gzip"].contains(request.acceptsEncoding(["gzip"])?.text))
            #expect([nil, "de-CH", "en"].contains(request.language(["de-CH", "en"])?.text))
        }
    }
}
