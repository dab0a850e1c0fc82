import Testing

@testable import Rehearsal

@Suite("Doubles of origins")
struct OriginDoubleTests {
    private func text(_ double: OriginDouble) -> String { String(decoding: double.response, as: UTF8.self) }

    @Test("have the length of their body, whatever is said of it")
    func length() throws {
        let double = try OriginDouble(
            name: "shop", status: 201, fields: [("Content-Length", "7"), ("X-A", "b")], body: Array("soap".utf8))
        #expect(text(double) == "HTTP/1.1 201 Created\r\nX-A: b\r\nContent-Length: 4\r\n\r\nsoap")
        #expect(double.response.count - double.headLength == 4)
    }

    @Test("come from a text that an editor wrote")
    func message() throws {
        let double = try OriginDouble(
            name: "shop", message: Array("HTTP/1.1 404 Not Found\ncontent-length: 1\nX-A: b\r\n\nnone\n".utf8))
        #expect(text(double) == "HTTP/1.1 404 Not Found\r\nX-A: b\r\nContent-Length: 5\r\n\r\nnone\n")
    }

    @Test(
        "are final responses, given whole",
        arguments: [
            ("HTTP/1.1 100 Continue\n\n", "100 is no final response"),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", "not a response"),
            ("HTTP/1.1 OK\n\n", "not a response"), ("", "not a response"),
        ])
    func refused(_ message: String, _ words: String) throws {
        let error = try #require(throws: RehearsalError.self) {
            try OriginDouble(name: "shop", message: Array(message.utf8))
        }
        #expect(error.part == .origin)
        #expect(error.value == "shop")
        #expect(error.description.hasPrefix("origin shop: \(words)"), "\(error)")
    }
}
