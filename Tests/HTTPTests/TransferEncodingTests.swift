import Testing

@testable import HTTP

@Suite struct TransferEncodingTests {
    @Test("chunked alone, in any case, frames the body")
    func chunked() {
        for value in ["chunked", "Chunked", "CHUNKED", " chunked "] {
            #expect(ParsedRequest(request("Transfer-Encoding:\(value)")).framing == .chunked, "\(value)")
        }
    }

    @Test("an unknown coding below chunked is a 501")
    func unknown() {
        for value in ["gzip, chunked", "identity, chunked", "foo,bar,chunked"] {
            #expect(ParsedRequest(request("Transfer-Encoding: \(value)")).refusal == 501, "\(value)")
        }
    }

    @Test("anything else, whose end would be a guess, is a 400")
    func ambiguous() {
        let values = [
            "", "identity", "gzip", "chunked, gzip", "chunked, chunked", "chunkedchunked", "xchunked", "chunked;q=1",
            "\"chunked\"", "chunked chunked", ",chunked", "chunked,", "chunked, identity", "\u{B}chunked",
            "chunked\u{1}",
        ]
        for value in values {
            #expect(ParsedRequest(request("Transfer-Encoding: \(value)")).refusal == 400, "\(value)")
        }
    }

    @Test("two Transfer-Encoding fields are a 400")
    func repeated() {
        #expect(ParsedRequest(request("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")).refusal == 400)
        #expect(ParsedRequest(request("Transfer-Encoding: chunked", "Transfer-Encoding: identity")).refusal == 400)
    }

    @Test("Transfer-Encoding in HTTP/1.0 is a 400")
    func oldVersion() {
        #expect(ParsedRequest(request("Transfer-Encoding: chunked", version: "1.0")).refusal == 400)
    }
}
