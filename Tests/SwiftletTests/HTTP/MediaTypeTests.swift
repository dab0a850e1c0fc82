import Testing

@testable import Swiftlet

@Suite struct MediaTypeTests {
    @Test("A media type has a type, a subtype and parameters")
    func parts() {
        let media = MediaType(Bytes(#" Text/HTML ; charset="utf\-8" ;; Boundary=x"#))
        #expect(media?.is("text/html") == true && media?.is("text/plain") == false)
        #expect(media?["charset"]?.text == "utf-8" && media?["boundary"]?.text == "x" && media?["q"] == nil)
        #expect(
            received("/", headers: [("Content-Type", "image/svg+xml")]).headers.contentType?.is("image/svg+xml") == true
        )
        #expect(Headers().contentType == nil)
    }

    @Test(
        "What is no media type is refused",
        arguments: ["", "text", "text/", "/html", "te xt/html", "text/html x", "a/b/c"])
    func refused(text: String) {
        #expect(MediaType(Bytes(copying: text)) == nil)
    }

    @Test("A parameter that is broken ends the parameters")
    func broken() {
        let media = MediaType(Bytes(#"a/b; x=1; y="2; z=3"#))
        #expect(media?["x"]?.text == "1" && media?["y"] == nil && media?["z"] == nil)
    }
}
