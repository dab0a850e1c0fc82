import Testing

@testable import HTTP

@Suite struct ExpectTests {
    @Test("100-continue counts in HTTP/1.1 before a body")
    func continues() {
        #expect(ParsedRequest(request("Expect: 100-continue", "Content-Length: 5")).expectsContinue)
        #expect(ParsedRequest(request("Expect: 100-Continue", "Transfer-Encoding: chunked")).expectsContinue)
        #expect(!ParsedRequest(request("Expect: 100-continue", "Content-Length: 0")).expectsContinue)
        #expect(!ParsedRequest(request("Expect: 100-continue")).expectsContinue)
        #expect(!ParsedRequest(request("Content-Length: 5")).expectsContinue)
        #expect(!ParsedRequest(request("Expect: 100-continue", "Content-Length: 5", version: "1.0")).expectsContinue)
    }

    @Test("any other expectation is a 417")
    func unknown() {
        for value in ["", "101-continue", "100-continue, x", "100-continue;a=b", "foo"] {
            #expect(ParsedRequest(request("Expect: \(value)")).refusal == 417, "\(value)")
        }
    }
}
