import Testing

@testable import HTTP

@Suite struct HeadLimitTests {
    @Test("a target up to the limit is taken, a longer one is a 414 before it ends")
    func uri() {
        let limits = HeadLimits(uriBytesMax: 100)
        let target = "/" + String(repeating: "x", count: 99)
        #expect(ParsedRequest("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits).isComplete)
        #expect(ParsedRequest("GET \(target)x", limits: limits).refusal == 414)
    }

    @Test("a head up to the limit is taken, a longer one is a 431 as soon as it cannot fit any more")
    func headBytes() {
        let head = request("X: \(String(repeating: "y", count: 200))")
        let count = head.utf8.count
        #expect(ParsedRequest(head, limits: HeadLimits(headBytesMax: count)).outcome == .complete(count))
        #expect(ParsedRequest(head, limits: HeadLimits(headBytesMax: count - 1)).refusal == 431)
        let partial = Array(head.utf8.prefix(100))
        #expect(ParsedRequest(partial, limits: HeadLimits(headBytesMax: 101)).outcome == .incomplete)
        #expect(ParsedRequest(partial, limits: HeadLimits(headBytesMax: 100)).refusal == 431)
    }

    @Test("bytes behind the head do not count")
    func bodyDoesNotCount() {
        let head = request()
        let limits = HeadLimits(headBytesMax: head.utf8.count)
        let bytes = Array((head + String(repeating: "b", count: 500)).utf8)
        #expect(ParsedRequest(bytes, limits: limits).outcome == .complete(head.utf8.count))
    }

    @Test("fields up to the limit are taken, one more is a 431 when its line begins to be one")
    func fieldCount() {
        let lines = (1...9).map { "X\($0): v\r\n" }.joined()
        let head = "GET / HTTP/1.1\r\nHost: a\r\n" + lines
        let limits = HeadLimits(fieldCountMax: 10)
        #expect(ParsedRequest(head + "\r\n", limits: limits).fields.count == 10)
        #expect(ParsedRequest(head + "One-More:", limits: limits).refusal == 431)
    }

    @Test("empty lines without end are a 431")
    func emptyLines() {
        let lines = String(repeating: "\r\n", count: 60)
        #expect(ParsedRequest(lines, limits: HeadLimits(headBytesMax: 100)).refusal == 431)
    }
}
