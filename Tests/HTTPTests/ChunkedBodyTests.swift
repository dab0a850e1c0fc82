import Testing

@testable import HTTP

@Suite struct ChunkedBodyTests {
    @Test("chunks are unwrapped, whole or byte by byte")
    func chunks() {
        let wire = "5\r\nhello\r\nA\r\n, worldly \r\n0003\r\none\r\n0\r\n\r\nnext"
        let body = ReadBody(.chunked, wire)
        #expect(body.text == "hello, worldly one" && body.isComplete && body.rest == "next" && body.refusal == nil)
        #expect(ReadBody(slowly: .chunked, wire) == body)
    }

    @Test("the last chunk may have any number of zeros that a size may have")
    func lastChunk() {
        #expect(ReadBody(.chunked, "0\r\n\r\n").isComplete)
        #expect(ReadBody(.chunked, "0000000000000000\r\n\r\n").isComplete)
        #expect(ReadBody(.chunked, "00000000000000000\r\n\r\n").refusal == 400)
    }

    @Test("a size that is not hexadecimal digits and CR LF is a 400")
    func sizes() {
        let sizes = [
            "\r\n", "g\r\n", "0x5\r\n", "-5\r\n", "+5\r\n", " 5\r\n", "5 \r\n", "5\t\r\n", "5\n", "5\r5", "5\r\r\n",
            "\n",
            "5 ;x\r\n", "5.0\r\n", "5,\r\n", "\u{0}5\r\n", "5\u{0}\r\n", "8000000000000000\r\n", "FFFFFFFFFFFFFFFF\r\n",
            "10000000000000000\r\n", "_5\r\n", "5_\r\n", "５\r\n",
        ]
        for size in sizes {
            #expect(ReadBody(.chunked, size + "hello\r\n0\r\n\r\n").refusal == 400, "\(size.debugDescription)")
        }
        #expect(ReadBody(.chunked, "7FFFFFFFFFFFFFFF\r\nx").refusal == nil)
    }

    @Test("data that does not end where its size says is a 400")
    func dataEnd() {
        for tail in ["hellox\r\n", "hello\n", "hello\r\r\n", "hello\rx", "hello0\r\n\r\n", "hell\r\n0\r\n\r\n"] {
            #expect(ReadBody(.chunked, "5\r\n" + tail).refusal == 400, "\(tail.debugDescription)")
        }
    }

    @Test("well-formed extensions are skipped")
    func extensions() {
        for tail in [";a", ";a=b", ";a=b;c", ";a=\"b;c\\\"d\té\"", ";a=\"\";b=\"\\\\\"", ";!#=%&"] {
            let body = ReadBody(slowly: .chunked, "5\(tail)\r\nhello\r\n0\(tail)\r\n\r\n")
            #expect(body.text == "hello" && body.isComplete && body.refusal == nil, "\(tail)")
        }
    }

    @Test("malformed extensions are a 400")
    func malformedExtensions() {
        let tails = [
            ";", ";;a", ";a=", ";=b", "; a", ";a =b", ";a= b", ";a=b=c", ";a=\"b", ";a=\"b\"c", ";a\u{0}", ";a\n",
            ";a=\"\n\"",
            ";a=b ", ";a=\"\u{1}\"", ";\r",
        ]
        for tail in tails {
            #expect(ReadBody(.chunked, "5\(tail)\r\nhello\r\n0\r\n\r\n").refusal == 400, "\(tail.debugDescription)")
        }
    }

    @Test("extensions are bounded over the whole body, whatever their share of a chunk")
    func boundedExtensions() {
        #expect(ReadBody(.chunked, "1;" + String(repeating: "a", count: 5000)).refusal == 400)
        let chunk = "1;abcdefg\r\nx\r\n"
        #expect(ReadBody(.chunked, String(repeating: chunk, count: 400)).refusal == nil)
        #expect(ReadBody(.chunked, String(repeating: chunk, count: 600)).refusal == 400)
    }

    @Test("well-formed trailers are dropped")
    func trailers() {
        let body = ReadBody(slowly: .chunked, "0\r\nX-Sum: 1\r\nEmpty:\r\nT:\tté \r\n\r\nnext")
        #expect(body.isComplete && body.text == "" && body.rest == "next" && body.refusal == nil)
    }

    @Test("malformed trailers are a 400")
    func malformedTrailers() {
        let tails = [
            "X\r\n", ": x\r\n", " X: y\r\n", "X : y\r\n", "X: y\n", "X: y\rZ", "X: \u{0}\r\n", "X: y\r\n folded\r\n",
            "\n",
            "\rx", "(x): y\r\n", "X: y\u{7F}\r\n",
        ]
        for tail in tails {
            #expect(ReadBody(.chunked, "0\r\n" + tail + "\r\n").refusal == 400, "\(tail.debugDescription)")
        }
    }

    @Test("trailers are bounded in bytes and in number")
    func boundedTrailers() {
        #expect(ReadBody(.chunked, "0\r\nX: " + String(repeating: "y", count: 9000)).refusal == 400)
        #expect(ReadBody(.chunked, "0\r\n" + String(repeating: "X: y\r\n", count: 64) + "\r\n").isComplete)
        #expect(ReadBody(.chunked, "0\r\n" + String(repeating: "X: y\r\n", count: 65)).refusal == 400)
    }
}
