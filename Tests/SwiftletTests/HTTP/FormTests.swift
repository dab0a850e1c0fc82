import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite struct FormTests {
    private let worker = Probe { request, _ throws(WorkerError) in
        guard let form = try request.form(limit: 64) else { return Response(status: .unsupportedMediaType) }
        return .text(form["name"] ?? "no name")
    }

    private func answer(_ type: String?, _ body: String) throws(WorkerError) -> Response {
        var request = Request("/", method: .post, body: .text(body))
        if let type { request.headers.set("Content-Type", type) }
        return try worker.respond(to: request)
    }

    @Test("A form is read from the body")
    func form() throws {
        #expect(try answer("application/x-www-form-urlencoded", "a=1&name=Ada+L").body.text() == "Ada L")
        #expect(try answer("Application/X-WWW-Form-urlencoded; charset=utf-8", "name=%C3%A9").body.text() == "é")
        #expect(try answer("application/x-www-form-urlencoded", "").body.text() == "no name")
    }

    @Test("A body of another type is no form")
    func otherType() throws {
        for type in [nil, "text/plain", "application/x-www-form-urlencoded2", "", "multipart/form-data; boundary=x"] {
            #expect(try answer(type, "name=x").status == .unsupportedMediaType)
        }
    }

    @Test("A form that is too long is an error")
    func limit() {
        #expect(throws: WorkerError.limit) {
            try answer("application/x-www-form-urlencoded", String(repeating: "a", count: 65))
        }
    }
}
