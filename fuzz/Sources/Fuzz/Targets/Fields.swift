internal import Swiftlet
internal import SwiftletFormats

extension Target {
    /// Cookies are found by name as they are in order; what SetCookie writes is one cookie and comes back as it was.
    static let cookies = Target(name: "cookies", about: "Cookie and Set-Cookie") { given in
        let input = given.bytes
        var request = Request("/")
        request.headers.append("Cookie", "x=1")
        request.headers.append("Cookie", input)
        checkCookies(request)
        checkCookies(received("cookie", input.text))
        // Name, content, path and domain, parted by NUL.
        let parts = input.split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        var cookie = SetCookie(parts[0], parts.count > 1 ? parts[1] : "")
        if parts.count > 2 { cookie.path = parts[2] }
        if parts.count > 3 { cookie.domain = parts[3] }
        cookie.maxAge = given.count
        checkSetCookie(cookie)
    }

    private static func checkCookies(_ request: Request) {
        var first: Bytes?
        for cookie in request.cookies {
            if first == nil, cookie.nameBytes == "ab" { first = cookie.valueBytes }
            _ = cookie.name
            _ = cookie.value
        }
        expect(request.cookieBytes("ab") == first, "a cookie is not found by name")
        expect(request.cookie("ab") == first?.percentDecoded().text, "a cookie differs by name")
    }

    private static func checkSetCookie(_ cookie: SetCookie) {
        let text = cookie.value
        for byte in text.utf8 { expect(byte >= 0x20 && byte < 0x7f, "\(byte) is in a Set-Cookie field") }
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        for part in parts.dropFirst() {
            let isKnown = ["Path=", "Domain=", "Max-Age=", "Secure"].contains { part.dropFirst().hasPrefix($0) }
            expect(isKnown, "an attribute that nobody set: \(part)")
        }
        var request = Request("/")
        request.headers.set("Cookie", String(parts[0]))
        guard let read = request.cookies.first(where: { _ in true }) else { fatalError("no cookie: \(text)") }
        expect(read.name == "" || read.nameBytes.percentDecoded().text == cookie.name, "another name: \(text)")
        expect(read.value == cookie.content, "another content: \(text)")
    }

    /// A client's request with one field, where the host writes it.
    private static func received(_ name: String, _ value: String) -> Request {
        var head = NativeHead()
        head.method = "GET"
        head.target = "/"
        head.authority = "a.example"
        head.fields = [(name, value)]
        return Request(block: head.block())
    }

    /// The fields that are lists or have parameters. Lines of the input are fields of one name.
    static let fields = Target(
        name: "fields", about: "Accept*, media types, Cache-Control, ETag, conditions, Range, Vary", arenaPerByte: 1024
    ) { given in
        let input = given.bytes
        let lines = input.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
            .map { input.slice($0.startIndex..<$0.endIndex) }
        checkAccept(lines)
        for line in lines {
            checkTag(line)
            checkRanges(line)
            if let media = MediaType(line) {
                expect(media.type.isToken && media.subtype.isToken, "a media type of no tokens")
                _ = media["charset"]
                _ = media.is("text/html")
            }
            let cache = CacheControl(line)
            expect(CacheControl(cache.bytes) == cache, "Cache-Control changes")
        }
        checkConditions(lines)
        checkLocation(input)
    }

    private static func request(_ name: StaticString, _ lines: [Bytes]) -> Request {
        var request = Request("/")
        for line in lines { request.headers.append(name, line) }
        return request
    }

    private static func checkAccept(_ lines: [Bytes]) {
        let types = request("Accept", lines).accepts(["application/json", "text/html; level=1", "text/html"])
        if let types { expect(types == "application/json" || types.count >= 9, "what was not offered") }
        let codings = request("Accept-Encoding", lines).acceptsEncoding(["br", "gzip"])
        if let codings { expect(codings == "br" || codings == "gzip", "what was not offered") }
        let language = request("Accept-Language", lines).language(["en", "de-CH", "de"])
        if let language { expect(language == "en" || language == "de-CH" || language == "de", "what was not offered") }
        _ = request("Cache-Control", lines).headers.cacheControl
        var response = Response(status: .ok)
        for line in lines { response.headers.append("Vary", line) }
        response.headers.vary("Accept")
        let once = response.headers["vary"]
        response.headers.vary("accept")
        expect(response.headers["vary"] == once, "Vary names it twice")
    }

    private static func checkTag(_ line: Bytes) {
        guard let tag = ETag(field: line) else { return }
        expect(tag.bytes == line, "an entity tag changes")
        let match = request("If-Match", [line]).precondition(etag: tag)
        expect(match == (tag.isWeak ? .failed : .met), "If-Match of itself is \(match)")
        let noneMatch = request("If-None-Match", [Bytes("\"other\""), line]).precondition(etag: tag)
        expect(noneMatch == .notModified, "If-None-Match of itself is \(noneMatch)")
    }

    private static func checkConditions(_ lines: [Bytes]) {
        let date = HTTPDate(secondsSinceEpoch: 784_111_777)
        for name in ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"] as [StaticString] {
            let request = request(name, lines)
            for tag in [ETag("a"), ETag("a", isWeak: true), nil] {
                _ = request.precondition(etag: tag, lastModified: date, exists: true)
                _ = request.precondition(etag: tag, lastModified: nil, exists: false)
            }
        }
        var response = Response(status: .ok)
        response.headers.etag = ETag("a")
        _ = response.conditional(on: request("If-None-Match", lines))
    }

    private static func checkRanges(_ line: Bytes) {
        for length in [0, 1, 10, 1 << 20] {
            var request = Request("/")
            request.headers.append("Range", line)
            request.headers.append("If-Range", line)
            _ = request.byteRanges(length: length, etag: ETag("a"))
            guard case .parts(let parts) = ByteRanges(line, length: length) else { continue }
            expect(!parts.isEmpty && parts.count <= ByteRanges.countMax, "\(parts.count) parts")
            var total = 0
            for part in parts {
                expect(part.lowerBound >= 0 && part.upperBound <= length && !part.isEmpty, "\(part) of \(length)")
                total += part.count
            }
            expect(total <= length, "\(total) bytes of \(length)")
        }
    }

    private static func checkLocation(_ input: Bytes) {
        let response = Response.redirect(to: input.text)
        guard let location = response.headers.first("Location") else { fatalError("no Location") }
        for byte in location { expect(byte > 0x20 && byte < 0x7f, "\(byte) in Location") }
    }
}
