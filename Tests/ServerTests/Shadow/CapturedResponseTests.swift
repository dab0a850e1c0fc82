import Deploy
import Testing

@testable import Server

@Suite("What is kept of an answer for comparing")
struct CapturedResponseTests {
    private func append(_ text: String, to response: inout CapturedResponse) {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe response.append($0) }
    }

    @Test("keeps a body up to its bound, and says that there was more")
    func cut() {
        var response = CapturedResponse(bodyBytesMax: 1 << 10)
        append(String(repeating: "a", count: (1 << 10) - 1), to: &response)
        append("b", to: &response)
        #expect(!response.isCut && response.body.count == 1 << 10)
        append("c", to: &response)
        #expect(response.isCut && response.body.count == 1 << 10)
        #expect(response.compared(statusOnly: false).isCut)
    }

    @Test("reads the field lines as they went out")
    func fields() {
        var response = CapturedResponse(bodyBytesMax: 1 << 10)
        response.status = 201
        response.fields = Array("A: b\r\nSet-Cookie:c=d: e \r\nEmpty:\r\n".utf8)
        let compared = response.compared(statusOnly: false)
        #expect(compared.headers.map(\.name) == ["A", "Set-Cookie", "Empty"])
        #expect(compared.headers.map(\.value) == ["b", "c=d: e", ""])
        #expect(response.compared(statusOnly: true).headers.isEmpty)
        #expect(response.compared(statusOnly: true).status == 201)
    }

    @Test("takes a request's first line for what it asks of an origin")
    func line() {
        let bytes = Array("GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        let line = unsafe bytes.withUnsafeBytes { unsafe OriginAnswer.line(of: $0) }
        #expect(String(decoding: line, as: UTF8.self) == "GET /a?b HTTP/1.1")
    }
}
