import Glibc
import Testing

@Suite("Requests that arrive in pieces")
struct SplitRequestTests {
    private let request =
        "POST /echo?a=b HTTP/1.1\r\nHost: localhost\r\nX-Field: value\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "5;ext=1\r\nhello\r\nA\r\n, world!!!\r\n0\r\nX-Trailer: 1\r\n\r\n"

    private func echo() throws -> ScriptedOrigin {
        try ScriptedOrigin { exchange in
            try exchange.respond(200, exchange.request.text + (exchange.request["X-Field"] ?? ""))
        }
    }

    /// Lets the server read what was sent before more comes: makes splits likely to be seen as splits, and nothing
    /// depends on it.
    private func letItRead() { usleep(500) }

    @Test("split in two at every byte, the answer is the same", arguments: Depth.allCases)
    func everyBoundary(depth: Depth) throws {
        let origin = try echo()
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        let bytes = Array(request.utf8)
        for boundary in 1..<bytes.count {
            try client.send(Array(bytes[..<boundary]))
            letItRead()
            try client.send(Array(bytes[boundary...]))
            let response = try client.response()
            #expect(response.status == 200, "split at \(boundary)")
            #expect(response.text == "hello, world!!!value", "split at \(boundary)")
        }
        #expect(origin.requests.count == bytes.count - 1)
    }

    @Test("byte by byte, the answer is the same", arguments: Depth.allCases)
    func byteByByte(depth: Depth) throws {
        let origin = try echo()
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        for byte in request.utf8 {
            try client.send([byte])
            letItRead()
        }
        #expect(try client.response().text == "hello, world!!!value")
    }

    @Test("an origin's response split at every byte arrives the same")
    func everyBoundaryOfTheResponse() throws {
        let answer = Array(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n5\r\nhello\r\n1;x\r\n!\r\n0\r\n\r\n".utf8)
        let origin = try ScriptedOrigin { exchange in
            let boundary = Int(exchange.request.target.dropFirst()) ?? 0
            try exchange.send(Array(answer[..<boundary]))
            usleep(500)
            try exchange.send(Array(answer[boundary...]))
        }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        for boundary in 1..<answer.count {
            try client.send("GET /\(boundary) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let response = try client.response()
            #expect(response.text == "hello!", "split at \(boundary)")
            #expect(response["X-A"] == "b", "split at \(boundary)")
        }
    }
}
