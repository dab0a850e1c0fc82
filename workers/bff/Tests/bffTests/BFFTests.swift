import Swiftlet
import SwiftletTesting
import Testing

@testable import bff

/// The page that an API with these answers makes.
private func answer(user: String, orders: String, recommendations: String) throws -> Response {
    let api = OriginDouble.answering { request throws(WorkerError) in
        switch request.path {
        case "/api/user.json": .text(user)
        case "/api/orders.json": .text(orders)
        case "/api/recommendations.json" where !recommendations.isEmpty: .text(recommendations)
        default: throw .unreachable
        }
    }
    return try BFF().respond(to: Request("/bff"), origins: ["api": api])
}

private let user = #"{"email":"x","name":"Ada","id":7}"#
private let orders =
    #"[{"id":1,"total":2.50,"items":[]},{"total":3,"id":2},{"id":3,"total":4},{"id":4,"total":5},"#
    + #"{"id":5,"total":6},{"id":6,"total":7}]"#
private let recommendations = #"[{"title":"Soap \"A\""},{"x":1,"title":"B"}]"#

@Test("Three answers become one object: user, first five orders, titles")
func merged() throws {
    let response = try answer(user: user, orders: orders, recommendations: recommendations)
    #expect(response.status == .ok && response.headers[.contentType] == "application/json")
    #expect(
        try response.body.text()
            == #"{"user":{"id":7,"name":"Ada"},"orders":[{"id":1,"total":2.50},{"id":2,"total":3},{"id":3,"total":4},"#
            + #"{"id":4,"total":5},{"id":5,"total":6}],"recommendations":["Soap \"A\"","B"]}"#)
}

@Test(
    "A part that fails makes a 502 that names it",
    arguments: [
        (#"{"id":7}"#, orders, recommendations, "user"), (user, "[{]", recommendations, "orders"),
        (user, orders, "", "recommendations"), (user + "x", orders, recommendations, "user"),
    ])
func failing(user: String, orders: String, recommendations: String, part: String) throws {
    let response = try answer(user: user, orders: orders, recommendations: recommendations)
    #expect(response.status == .badGateway)
    #expect(try response.body.text() == #"{"error":"bad gateway","part":""# + part + #""}"#)
}

@Test("Empty lists stay empty lists")
func empty() throws {
    let response = try answer(user: user, orders: "[ ]", recommendations: " []")
    #expect(try response.body.text() == #"{"user":{"id":7,"name":"Ada"},"orders":[],"recommendations":[]}"#)
}

@Test("What failed is in the log, not in the answer")
func logged() throws {
    let host = TestHost(origins: ["api": .failing(.timeout)])
    #expect(try host.respond(to: Request("/bff"), with: BFF()).status == .badGateway)
    #expect(host.logged.map(\.description) == ["warning: user: the origin did not answer in time"])
}
