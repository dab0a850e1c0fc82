import Testing

@testable import HTTP

@Suite struct HeadWriterTests {
    @Test("a written response is read back as what it says")
    func response() {
        var output = ByteBuffer()
        output.appendStatusLine(200)
        output.appendField("Content-Type", "text/plain")
        output.appendField("Content-Length", decimal: 5)
        output.appendHeadEnd()
        #expect(output.text == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n")
        #expect(ParsedResponse(output.text).framing == .length(5))
    }

    @Test("every status line can be read back, with its phrase")
    func statusLines() {
        for status in 100...599 {
            var output = ByteBuffer()
            output.appendStatusLine(status)
            output.appendHeadEnd()
            let parsed = ParsedResponse(output.text)
            #expect(parsed.status == status)
            #expect(parsed.reasonPhrase == Reason.phrase(status).description)
        }
        #expect(Reason.phrase(502).description == "Bad Gateway")
        #expect(Reason.phrase(599).description == "")
    }

    @Test("a field copied from another head is read back as it was")
    func copiedField() {
        var output = ByteBuffer()
        output.append("GET / HTTP/1.1\r\nHost: a\r\n")
        let parts = ["X-Name", "value"].map { Array($0.utf8) }
        unsafe parts[0].withUnsafeBytes { name in
            unsafe parts[1].withUnsafeBytes { unsafe output.appendField(name, $0) }
        }
        output.appendHeadEnd()
        let parsed = ParsedRequest(output.text)
        #expect(parsed.fields.last == ParsedField(name: "X-Name", value: "value", isHopByHop: false))
    }

    @Test("written chunks are read back as the body they hold")
    func chunks() {
        var output = ByteBuffer()
        for piece in ["hello", ", ", String(repeating: "world", count: 100)] {
            output.appendChunkHeader(length: piece.utf8.count)
            output.append(piece)
            output.appendChunkEnd()
        }
        output.appendLastChunk()
        let body = ReadBody(.chunked, output.text)
        #expect(body.isComplete && body.text == "hello, " + String(repeating: "world", count: 100))
    }
}
