import Swiftlet
import SwiftletTesting
import Testing

@testable import stream_transform

private let html = #"<body><a href="http://site.internal/cart">Cart</a></body>"#

/// A site that says this.
private func site(_ body: String, type: String = "text/html; charset=utf-8", _ more: Headers = Headers())
    -> OriginDouble
{
    var response = Response(headers: more, body: .text(body))
    response.headers["Content-Type"] = type
    response.headers["ETag"] = "\"v1\""
    response.headers["Accept-Ranges"] = "bytes"
    return .returning(response)
}

private func visit(_ site: OriginDouble, _ headers: Headers = Headers()) throws -> Response {
    try StreamTransform().respond(to: Request("/", headers: headers), origins: ["site": site])
}

@Test("A page gets the public address and the banner")
func page() throws {
    let response = try visit(site(html))
    #expect(
        try response.body.text()
            == #"<body><a href="https://www.example.com/cart">Cart</a><p>Rewritten at the edge</p></body>"#)
}

@Test("A text that lies across two parts is found", arguments: 16_360..<16_390)
func acrossParts(length: Int) throws {
    let before = String(repeating: " ", count: length)
    let text = try visit(site(before + html + before)).body.text()
    #expect(text.contains(#"href="https://www.example.com/cart""#) && !text.contains("site.internal"))
    #expect(text.hasSuffix("</body>" + before))
}

@Test("What describes the original's bytes is gone, its tag is weak, the rest stays")
func fields() throws {
    let headers = try visit(site(html, [.cacheControl: "max-age=60"])).headers
    #expect(headers[.eTag] == "W/\"v1\"" && headers[.acceptRanges] == nil)
    #expect(headers[.cacheControl] == "max-age=60")
}

@Test("What is no page passes as it is", arguments: ["text/css", "application/json", "nonsense"])
func otherTypes(type: String) throws {
    let response = try visit(site(html, type: type))
    #expect(try response.body.text() == html)
    #expect(response.headers[.eTag] == "\"v1\"")
}

@Test("What is compressed all the same passes as it is")
func compressed() throws {
    #expect(try visit(site(html, [.contentEncoding: "gzip"])).body.text() == html)
}

@Test("The site is asked for the whole page, in plain text")
func request() throws {
    let site = site(html)
    _ = try visit(site, [.acceptEncoding: "gzip, br", .range: "bytes=0-9", .acceptLanguage: "de"])
    let received = try #require(site.requests.first).headers
    #expect(received[.acceptEncoding] == nil && received[.range] == nil && received[.acceptLanguage] == "de")
}
