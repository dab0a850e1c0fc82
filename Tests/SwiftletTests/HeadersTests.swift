import Testing

@testable import Swiftlet

/// Headers that came with a message: what a client sent.
private func received(_ fields: (String, String)...) -> Headers {
    received("/", headers: fields).headers
}

@Suite struct HeadersTests {
    @Test("A field is found whatever its case, by name or by literal")
    func lookup() {
        let headers = received(("User-Agent", "curl"), ("X-User", "ada"))
        #expect(headers["x-user"] == "ada")
        #expect(headers[.userAgent] == "curl")
        #expect(headers.first("X-USER")?.text == "ada")
        #expect(headers["X-Use"] == nil)
        #expect(headers.contains(.userAgent) && !headers.contains(.accept))
    }

    @Test("Fields of one name are joined by a comma, cookies by a semicolon (RFC 9110 5.3, RFC 6265 4.2.1)")
    func joined() {
        let headers = received(("Accept", "a"), ("Cookie", "x=1"), ("accept", "b"), ("cookie", "y=2"))
        #expect(headers[.accept] == "a, b")
        #expect(headers[.cookie] == "x=1; y=2")
        #expect(headers[values: .accept] == ["a", "b"])
    }

    @Test("Changes are seen by later lookups, in the order in which they were made")
    func changes() {
        var headers = received(("A", "1"), ("a", "2"))
        headers.append("A", "3")
        #expect(headers["a"] == "1, 2, 3")
        headers["A"] = "4"
        headers.append("a", "5")
        #expect(headers["a"] == "4, 5")
        #expect(headers.first("A")?.text == "4")
        headers["a"] = nil
        #expect(headers["A"] == nil)
        headers.append("A", "6")
        #expect(headers["a"] == "6")
    }

    @Test("A first value that was appended is found behind those that came with the message")
    func firstOfAppended() {
        var headers = received(("A", "1"))
        headers.append("A", "2")
        headers.append("B", "3")
        headers.append("B", "4")
        #expect(headers.first("A")?.text == "1")
        #expect(headers.first("B")?.text == "3")
    }

    @Test("Removing by prefix hides every field whose name begins so")
    func removePrefix() {
        var headers = received(("X-Internal-Host", "7"), ("x-internal-trace", "8"), ("X-Intern", "9"))
        headers.remove("X-Internal-*")
        headers.append("X-Internal-Later", "10")
        #expect(headers["X-Internal-Host"] == nil && headers["X-Internal-Trace"] == nil)
        #expect(headers["X-Intern"] == "9")
        #expect(headers["X-Internal-Later"] == "10")
    }

    @Test("A copy does not see what is changed in the original")
    func values() {
        var original = received(("A", "1"))
        original["B"] = "2"
        let copy = original
        original["B"] = "3"
        original.remove("A")
        #expect(copy["B"] == "2" && copy["A"] == "1")
    }

    @Test("HTTPFields in, HTTPFields out")
    func conversion() throws {
        var headers = received(("Host", "shop"), ("X-User", "ada"), ("Accept", "a"))
        headers["X-User"] = "bob"
        headers.append("Accept", "b")
        headers.set(.server, "one")
        headers.set(.server, "two")
        headers.append("Gone", "x")
        headers.remove("gone")
        let fields = headers.fields
        #expect(
            fields.map { field in "\(field.name): \(field.value)" } == [
                "Host: shop", "Accept: a", "X-User: bob", "Accept: b", "Server: two",
            ])
        #expect(Headers(fields).fields == fields)
        let literal: Headers = [.contentType: "text/css", .vary: "Accept"]
        #expect(literal[.contentType] == "text/css" && literal[.vary] == "Accept")
    }

    @Test("Setting several values replaces all that were there")
    func setValues() {
        var headers = received(("Vary", "A"))
        headers[values: .vary] = ["B", "C"]
        #expect(headers[values: .vary] == ["B", "C"])
    }
}
