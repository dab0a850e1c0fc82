import Swiftlet
import SwiftletTesting
import Testing

@testable import redirects

private func ask(_ target: String, method: HTTPRequest.Method = .get) throws -> Response {
    try Redirects().respond(
        to: Request(target, method: method), origins: ["site": .returning(.text("the site"))])
}

@Test(
    "What has moved is redirected",
    arguments: [
        ("/about-us", 301, "/about"), ("/about-us?a=1&b", 301, "/about?a=1&b"), ("/about-us?", 301, "/about"),
        ("/shop", 308, "/store"), ("/login", 307, "https://accounts.example.com/login"),
        ("/sale", 302, "/store/offers?from=sale"), ("/sale?x=1", 302, "/store/offers?from=sale&x=1"),
        ("/newsletter?id=7", 302, "/"),
        ("/blog/", 301, "/articles/"), ("/blog/a/b.html?x", 301, "/articles/a/b.html?x"),
        ("/blog/2019/07", 301, "/archive/2019/07"), ("/blog/2019", 301, "/articles/2019"),
        ("/cdn/a.png?v=3", 302, "https://static.example.net/v2/a.png"),
    ])
func moved(target: String, status: Int, location: String) throws {
    let response = try ask(target)
    #expect(response.status.code == status && response.headers[.location] == location)
    #expect(try ask(target, method: .post).headers[.location] == location)
}

@Test("What has not moved is the site's", arguments: ["/", "/about", "/about-us/", "/blog", "/SHOP", "/x?/shop"])
func others(target: String) throws {
    let response = try ask(target)
    #expect(try response.body.text() == "the site" && response.headers[.location] == nil)
}

@Test(
    "No path leads to another host", arguments: ["/old//evil.example", "/old/\\evil.example", "/old///\\/evil.example"])
func openRedirect(target: String) throws {
    let table = try RedirectTable("/old/* /*")
    let path = Bytes(copying: target)
    let location = try #require(table.redirect(for: path)).response(to: path, pathLength: path.count).headers[.location]
    #expect(location == "/evil.example")
}

@Test("A query goes before the fragment")
func fragment() throws {
    let table = try RedirectTable("/a /b#top")
    let target = Bytes("/a?x=1")
    let response = try #require(table.redirect(for: Bytes("/a"))).response(to: target, pathLength: 2)
    #expect(response.headers[.location] == "/b?x=1#top")
}

@Test(
    "A line that is wrong is named",
    arguments: [
        ("/a", 1, .words), ("\n\n/a /b 301 drop x", 3, .words), ("/a /b drop 301", 1, .words),
        ("/a /b drop drop", 1, .status),
        ("/a /b 300", 1, .status), ("/a /b 3010", 1, .status),
        ("a /b", 1, .from), ("//a /b", 1, .from), ("/a?x /b", 1, .from), ("/a* /b/*", 1, .from), ("/*/a /b", 1, .from),
        ("/a b", 1, .to), ("/a //b", 1, .to), ("/a ftp://b/", 1, .to), ("/a https://", 1, .to), ("/a /b/*", 1, .to),
        ("/a/* /b", 1, .to), ("/a/* /b*", 1, .to), ("/a/* https://b*", 1, .to), ("/a/* /b?c=/*", 1, .to),
        ("/a /\\b", 1, .byte), ("/a /b\"", 1, .byte), ("/é /b", 1, .byte),
        ("/a /b\n/a /c", 2, .duplicate), ("/a/* /b/*\n/a/* /c/*", 2, .duplicate),
    ] as [(String, Int, RedirectError.Reason)])
func wrong(text: String, line: Int, reason: RedirectError.Reason) {
    #expect(throws: RedirectError(line: line, reason: reason)) { try RedirectTable(Bytes(copying: text)) }
}

@Test(
    "Circles are refused, however they close",
    arguments: [
        "/a /a", "/a /b\n/b /a", "/a /b\n/b /c\n/c /b?x=1", "/a/* /a/b/*", "/a/* /b/*\n/b/* /a/*", "/* /x/*",
        "/a /b\n/b /c\n/c /d\n/d /e\n/e /f\n/f /g",
    ])
func circles(text: String) {
    let error = #expect(throws: RedirectError.self) { try RedirectTable(Bytes(copying: text)) }
    #expect(error?.reason == .loop)
}

@Test("What ends is none: another host, a few stops, a path beside its prefix")
func noCircles() throws {
    let text = "/a /b\n/b /c\n/c https://x.example/a\n/d/* /e/*\n/e /d\n/f /f/\n/g/x /g"
    #expect(try RedirectTable(Bytes(copying: text)).count == 7)
}

@Test("An exact path goes before a prefix, a longer prefix before a shorter one, in whatever order they stand")
func precedence() throws {
    let table = try RedirectTable("/a/b/c /3\n/a/* /1/*\n/a/b/* /2/*")
    for (path, line) in [("/a/b/c", 1), ("/a/x", 2), ("/a/b/d", 3), ("/a/b/", 3), ("/a/b", 2)] as [(String, UInt32)] {
        #expect(table.redirect(for: Bytes(copying: path))?.line == line)
    }
    #expect(table.redirect(for: Bytes("/a")) == nil)
}

@Test("Ten thousand rules are all found")
func many() throws {
    let text = (0..<10_000).map { "/old/\($0) /new/\($0)\n/p\($0)/* /q\($0)/*" }.joined(separator: "\n")
    let table = try RedirectTable(Bytes(copying: text))
    #expect(table.count == 20_000)
    for number in 0..<10_000 {
        #expect(table.redirect(for: Bytes(copying: "/old/\(number)"))?.line == UInt32(number * 2 + 1))
        #expect(table.redirect(for: Bytes(copying: "/p\(number)/x/y"))?.line == UInt32(number * 2 + 2))
    }
    #expect(table.redirect(for: Bytes("/old/10000")) == nil)
}

@Test("No lines end in a trap, and no path at another host, whatever they are")
func hostile() {
    var random = SystemRandomNumberGenerator()
    let words = [
        "/a", "/a/*", "/*", "/", "//", "/b/*", "https://h/", "https://h/*", "301", "308", "drop", "#", "\n", " ", "\\",
        "é",
    ]
    for _ in 0..<5000 {
        var text = ""
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            text += words.randomElement(using: &random)! + (Bool.random(using: &random) ? " " : "")
        }
        guard let table = try? RedirectTable(Bytes(copying: text)) else { continue }
        for path in ["/", "/a", "/a/", "/a//h", "/a/\\h", "/b/*", "///", "/\\/\\h", ""] {
            let path = Bytes(copying: path)
            let location = table.redirect(for: path)?.response(to: path, pathLength: path.count).headers[.location]
            #expect(location?.hasPrefix("//") != true && location?.hasPrefix("/\\") != true, "\(text)")
        }
    }
}
