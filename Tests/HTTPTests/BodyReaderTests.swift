import Testing

@testable import HTTP

@Suite struct BodyReaderTests {
    @Test("a body of known length takes that many bytes and no more")
    func length() {
        let body = ReadBody(.length(5), "hellonext")
        #expect(body.text == "hello" && body.isComplete && body.rest == "next")
        #expect(ReadBody(slowly: .length(5), "hellonext") == body)
        let short = ReadBody(.length(5), "hel")
        #expect(short.text == "hel" && !short.isComplete)
    }

    @Test("no body, or one of length 0, is complete at once")
    func empty() {
        for framing in [BodyFraming.none, .length(0)] {
            let body = ReadBody(framing, "next")
            #expect(body.text == "" && body.isComplete && body.rest == "next")
        }
    }

    @Test("a body until close takes everything and never completes")
    func untilClose() {
        let body = ReadBody(.untilClose, "all of it")
        #expect(body.text == "all of it" && !body.isComplete)
        #expect(BodyReader(.untilClose).mayEndByClose)
        #expect(!BodyReader(.chunked).mayEndByClose)
        #expect(!BodyReader(.length(1)).mayEndByClose)
        #expect(BodyReader(.none).mayEndByClose)
    }
}
