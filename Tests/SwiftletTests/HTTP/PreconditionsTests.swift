import Testing

@testable import Swiftlet

@Suite struct PreconditionsTests {
    static let early = "Thu, 01 Jan 1970 00:00:00 GMT"
    static let now = "Sun, 06 Nov 1994 08:49:37 GMT"
    static let late = "Mon, 01 Mar 2100 00:00:00 GMT"

    /// The resource is `"1"`, last modified `now`.
    private func judge(_ method: HTTPRequest.Method, _ fields: [(String, String)], exists: Bool = true) -> Precondition
    {
        received("/", method: method, headers: fields)
            .precondition(
                etag: exists ? ETag("1") : nil, lastModified: exists ? HTTPDate(Self.now) : nil, exists: exists)
    }

    @Test(
        "One condition alone decides",
        arguments: [
            ("If-None-Match", "\"1\"", .notModified, .failed), ("If-None-Match", "W/\"1\"", .notModified, .failed),
            ("If-None-Match", "\"2\"", .met, .met), ("If-None-Match", "\"2\", \"1\"", .notModified, .failed),
            ("If-None-Match", "*", .notModified, .failed), ("If-None-Match", "1", .met, .met),
            ("If-None-Match", "\"2,\"1\"", .met, .met), ("If-None-Match", "", .met, .met),
            ("If-Match", "\"1\"", .met, .met), ("If-Match", "W/\"1\"", .failed, .failed), ("If-Match", "*", .met, .met),
            ("If-Match", "\"2\"", .failed, .failed), ("If-Match", "\"2\" , ,\"1\"", .met, .met),
            ("If-Match", "junk", .failed, .failed), ("If-Modified-Since", now, .notModified, .met),
            ("If-Modified-Since", late, .notModified, .met), ("If-Modified-Since", early, .met, .met),
            ("If-Modified-Since", "yesterday", .met, .met), ("If-Unmodified-Since", now, .met, .met),
            ("If-Unmodified-Since", early, .failed, .failed), ("If-Unmodified-Since", "yesterday", .met, .met),
        ] as [(String, String, Precondition, Precondition)])
    func single(name: String, value: String, reading: Precondition, writing: Precondition) {
        #expect(judge(.get, [(name, value)]) == reading && judge(.head, [(name, value)]) == reading)
        #expect(judge(.put, [(name, value)]) == writing)
    }

    @Test("Tags go before dates, and If-Match before If-None-Match")
    func order() {
        #expect(judge(.get, [("If-None-Match", "\"2\""), ("If-Modified-Since", Self.late)]) == .met)
        #expect(judge(.get, [("If-None-Match", "\"1\""), ("If-Modified-Since", Self.early)]) == .notModified)
        #expect(judge(.get, [("If-Match", "\"1\""), ("If-Unmodified-Since", Self.early)]) == .met)
        #expect(judge(.get, [("If-Match", "\"2\""), ("If-None-Match", "\"1\"")]) == .failed)
        #expect(judge(.get, [("If-Match", "\"1\""), ("If-None-Match", "\"1\"")]) == .notModified)
        #expect(judge(.get, [("If-Unmodified-Since", Self.early), ("If-None-Match", "\"1\"")]) == .failed)
        #expect(judge(.get, [("If-None-Match", "\"2\""), ("If-None-Match", "\"1\"")]) == .notModified)
    }

    @Test("A star asks whether there is anything")
    func star() {
        #expect(judge(.put, [("If-None-Match", "*")], exists: false) == .met)
        #expect(judge(.put, [("If-Match", "*")], exists: false) == .failed)
    }

    @Test("A response becomes 304 without what described its body")
    func notModified() throws {
        var response = Response.text("hello")
        response.headers.etag = ETag("1")
        response.headers.set("Content-Language", "en")
        response.headers.set("Cache-Control", "max-age=1")
        let request = received("/", headers: [("If-None-Match", "\"1\"")])
        let answer = response.conditional(on: request)
        #expect(answer.status == .notModified)
        #expect(try answer.body.bytes().isEmpty)
        #expect(answer.headers["ETag"] == "\"1\"" && answer.headers["Cache-Control"] == "max-age=1")
        #expect(answer.headers["Content-Type"] == nil && answer.headers["Content-Language"] == nil)
    }

    @Test("A response stays what it is for other methods, when it failed, and without a validator")
    func unchanged() {
        var response = Response.text("hello")
        let get = received("/", headers: [("If-None-Match", "\"1\"")])
        #expect(response.conditional(on: get).status == .ok)
        response.headers.etag = ETag("1")
        #expect(response.conditional(on: received("/")).status == .ok)
        #expect(
            response.conditional(on: received("/", method: .post, headers: [("If-None-Match", "\"1\"")])).status == .ok)
        response.status = .notFound
        #expect(response.conditional(on: get).status == .notFound)
    }

    @Test("A response becomes 412 when the client means another state")
    func failed() {
        var response = Response.text("hello")
        response.headers.etag = ETag("1")
        let answer = response.conditional(on: received("/", headers: [("If-Match", "\"2\"")]))
        #expect(answer.status == .preconditionFailed && answer.headers["ETag"] == nil)
    }

    @Test("Any conditions are judged")
    func fuzz() {
        for bytes in Mutations(
            of: ["\"1\", W/\"2\"", "*", Self.now, "W/\"1\",,\"x\""], extra: ",\"W/* \\", count: 5000)
        {
            for name in ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"] as [StaticString] {
                var request = Request("/")
                request.headers.set(name, Bytes(copying: bytes))
                let answer = request.precondition(etag: ETag("1"), lastModified: HTTPDate(Self.now))
                #expect(answer != .failed || name.description != "If-None-Match")
            }
        }
    }
}
