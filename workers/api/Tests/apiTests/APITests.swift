import Swiftlet
import SwiftletTesting
import Testing

@testable import api

@Suite("The users' API")
struct APITests {
    private let ada = #"{"email":"ada@example.com","name":"Ada","age":36,"roles":["editor"]}"#
    private let service = OriginDouble.answering { request throws(WorkerError) in
        if request.method == .get { return .text("a user") }
        return .json(["id": 42, "created_at": "2026-11-21", "internal": true], status: .created)
    }

    private func post(
        _ body: String, to service: OriginDouble? = nil, type: String = "application/json; charset=utf-8"
    ) throws -> Response {
        let request = Request("/users", method: .post, headers: [.contentType: type], body: .text(body))
        return try API().respond(to: request, origins: ["users": service ?? self.service])
    }

    @Test("a user is created, and told where it is")
    func creates() throws {
        let response = try post(ada)
        #expect(response.status == .created && response.headers[.location] == "/users/42")
        #expect(try response.body.text() == #"{"id":42,"created_at":"2026-11-21"}"#)
        let sent = try #require(service.requests.first)
        #expect(sent.method == .post && sent.path == "/users")
        #expect(try sent.body.text() == ada)
    }

    @Test("all that is wrong with a user is told at once, and the service is not asked")
    func collects() throws {
        let response = try post(#"{"email":"ada","age":7,"roles":[],"unknown":1}"#)
        #expect(response.status == .unprocessableContent)
        #expect(response.headers[.contentType] == "application/problem+json")
        let problem = try response.body.json(JSON.self)
        #expect(problem["status"].integer == 422 && problem["title"].string == "Unprocessable Content")
        let places = problem["errors"].array?.map { $0["pointer"].string ?? "" }
        #expect(places == ["/email", "/name", "/age", "/roles"])
        #expect(service.requests.isEmpty)
    }

    @Test(
        "addresses are looked at",
        arguments: [
            ("a@b.c", true), ("", false), ("a", false), ("@b.c", false), ("a@b", false), ("a@.c", false),
            ("a@b.", false), ("a@b@c.d", false),
            ("a b@c.d", false), (String(repeating: "a", count: 255) + "@b.c", false),
        ])
    func addresses(_ email: String, _ isAddress: Bool) throws {
        let user = NewUser(email: email, name: "Ada")
        #expect(user.mistakes.isEmpty == isAddress)
    }

    @Test(
        "what is no user's JSON is told with its place",
        arguments: [
            (#"{"email":"a@b.c","name":7}"#, "/name"), (#"{"roles":["reader","boss"]}"#, "/roles/1"),
            (#"{"age":1.5}"#, "/age"), (#"{"age":99999999999999999999}"#, "/age"), ("[]", ""), (#"{"age":1"#, "/age"),
            ("", ""), (#"{"a":tru}"#, "/a"),
        ])
    func malformed(_ body: String, _ pointer: String) throws {
        let response = try post(body)
        #expect(response.status == .badRequest && service.requests.isEmpty)
        #expect(try response.body.json(JSON.self)["errors"][0]["pointer"].string == pointer)
    }

    @Test("other types, and bodies that are too large, are refused")
    func refuses() throws {
        #expect(try post(ada, type: "text/plain").status == .unsupportedMediaType)
        #expect(try post(ada, type: "").status == .unsupportedMediaType)
        let large = #"{"name":""# + String(repeating: "a", count: 16 << 10) + #""}"#
        #expect(try post(large).status == .contentTooLarge)
    }

    @Test("what the service does wrong is not the client's fault")
    func service502() throws {
        #expect(try post(ada, to: .returning(.text("{}", status: .created))).status == .badGateway)
        #expect(try post(ada, to: .returning(.text("no", status: .created))).status == .badGateway)
        #expect(try post(ada, to: .returning(.text("", status: .serviceUnavailable))).status == .internalServerError)
        #expect(try post(ada, to: .failing(.unreachable)).status == .badGateway)
        #expect(try post(ada, to: .failing(.timeout)).status == .gatewayTimeout)
        #expect(try post(ada, to: .returning(.text("", status: .conflict))).status == .conflict)
    }

    @Test("users are read from the service as they are; other methods are refused")
    func passes() throws {
        let read = try API().respond(to: Request("/users/42"), origins: ["users": service])
        #expect(try read.body.text() == "a user")
        let removed = try API().respond(to: Request("/users/42", method: .delete), origins: ["users": service])
        #expect(removed.status == .methodNotAllowed && removed.headers[.allow] == "GET, HEAD")
        #expect(service.requests.count == 1)
    }
}
