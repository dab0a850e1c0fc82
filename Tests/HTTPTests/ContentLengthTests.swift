import Testing

@testable import HTTP

@Suite struct ContentLengthTests {
    @Test("a plain number is the body's length")
    func valid() {
        #expect(ParsedRequest(request("Content-Length: 0")).framing == .length(0))
        #expect(ParsedRequest(request("content-length:  42 ")).framing == .length(42))
        #expect(ParsedRequest(request("Content-Length: 007")).framing == .length(7))
        let largest = UInt64(Int64.max)
        #expect(ParsedRequest(request("Content-Length: \(largest)")).framing == .length(largest))
        #expect(ParsedRequest(request()).framing == .none)
    }

    @Test("whatever is no plain number, or too large a one, is a 400")
    func invalid() {
        let values = [
            "", "-1", "+1", "1 2", "1,1", "5, 5", "0x10", "1.0", "1e3", "a", "4a", "\u{661}", "9223372036854775808",
            "18446744073709551616", "99999999999999999999999999",
        ]
        for value in values {
            #expect(ParsedRequest(request("Content-Length: \(value)")).refusal == 400, "\(value)")
        }
    }

    @Test("two Content-Length fields are a 400, whether they agree or not")
    func repeated() {
        #expect(ParsedRequest(request("Content-Length: 5", "Content-Length: 6")).refusal == 400)
        #expect(ParsedRequest(request("Content-Length: 5", "content-length: 5")).refusal == 400)
    }

    @Test("Content-Length beside Transfer-Encoding is a 400 in either order")
    func both() {
        #expect(ParsedRequest(request("Content-Length: 5", "Transfer-Encoding: chunked")).refusal == 400)
        #expect(ParsedRequest(request("Transfer-Encoding: chunked", "Content-Length: 5")).refusal == 400)
    }

    @Test("a contradiction is found before the head is complete")
    func early() {
        let start = "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n"
        #expect(ParsedRequest(start).refusal == 400)
    }
}
