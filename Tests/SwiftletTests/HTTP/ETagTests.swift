import Testing

@testable import Swiftlet

@Suite struct ETagTests {
    @Test(
        "An entity tag is read as it is written", arguments: [#""x""#, #"W/"x""#, #""""#, #""a\b""#, #""é""#, #""W/""#])
    func reading(text: String) {
        #expect(ETag(field: Bytes(copying: text))?.text == text)
    }

    @Test(
        "What is no entity tag is refused",
        arguments: [
            "", "x", "\"", "\"x", "x\"", "w/\"x\"", "W/x", "W\"x\"", "\"x\" ", "\"x\"y", "\"x y\"", "\"\u{7f}\"", "*",
        ])
    func refused(text: String) {
        #expect(ETag(field: Bytes(copying: text)) == nil)
    }

    @Test("A tag cannot have what would end it")
    func building() {
        #expect(ETag("v1")?.text == "\"v1\"" && ETag("v1", isWeak: true)?.text == "W/\"v1\"")
        for tag in ["a\"b", "a b", "a\r\nb", "\u{0}"] { #expect(ETag(tag) == nil) }
    }

    @Test("Weak and strong comparison are those of RFC 9110 section 8.8.3.2")
    func comparison() throws {
        let strong = try #require(ETag("1"))
        let weak = try #require(ETag("1", isWeak: true))
        let other = try #require(ETag("2", isWeak: true))
        #expect(!weak.matchesStrongly(weak) && weak.matchesWeakly(weak))
        #expect(!weak.matchesStrongly(other) && !weak.matchesWeakly(other))
        #expect(!weak.matchesStrongly(strong) && weak.matchesWeakly(strong))
        #expect(strong.matchesStrongly(strong) && strong.matchesWeakly(strong))
    }

    @Test("A tag of a body's bytes is another one when a byte is")
    func hashing() {
        var seen: Set<String> = []
        for length in 0..<40 {
            var body = [UInt8](repeating: 0, count: length)
            seen.insert(ETag(hashing: Bytes(copying: body)).text)
            for index in body.indices {
                body[index] = 1
                seen.insert(ETag(hashing: Bytes(copying: body)).text)
                body[index] = 0
            }
        }
        #expect(seen.count == 40 + 39 * 40 / 2)
        #expect(ETag(hashing: Bytes("x")) == ETag(hashing: Bytes(copying: "x")) && ETag(hashing: Bytes("x")).isWeak)
    }

    @Test("ETag and Last-Modified are read and written")
    func fields() {
        var headers = Headers()
        headers.etag = ETag("1")
        headers.lastModified = HTTPDate(secondsSinceEpoch: 0)
        #expect(headers["ETag"] == "\"1\"" && headers["Last-Modified"] == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(headers.etag == ETag("1") && headers.lastModified?.secondsSinceEpoch == 0)
        headers.etag = nil
        headers.lastModified = nil
        #expect(headers.etag == nil && headers.lastModified == nil && headers["ETag"] == nil)
    }
}
