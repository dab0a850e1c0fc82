import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite("A composer")
struct ComposerTests {
    private let paths: [String: OriginDouble] = [
        "/user": .returning(.text(#"{"id":7,"name":"Ada","secret":1}"#)),
        "/orders": .after(.milliseconds(200), .returning(.text(#"[{"id":1}]"#))),
        "/slow": .after(.seconds(5), .returning(.text("[]"))),
        "/down": .failing(.unreachable),
        "/broken": .returning(.text("[1,")),
        "/huge": .returning(.text("[" + String(repeating: " ", count: 5000) + "]")),
        "/wrong": .returning(.text("{}", status: .serviceUnavailable)),
    ]

    private func compose(
        _ host: TestHost? = nil, _ add: @escaping (inout Composer, Origin) -> Void,
        _ answer: @escaping (Composition) -> Response = { parts in parts.response() }
    ) throws -> (response: Response, host: TestHost) {
        let host = host ?? TestHost(origins: ["api": .paths(paths)])
        let worker = Probe { _, env throws(WorkerError) in
            var page = Composer(deadline: .milliseconds(300))
            add(&page, try env.origin("api"))
            return answer(page.run())
        }
        return (try host.respond(to: Request("/"), with: worker), host)
    }

    @Test("puts parts together, each in its shape, in the order in which they were added")
    func whole() throws {
        let (response, host) = try compose(nil) { page, api in
            page.add("user", api, Request("/user"), shape: JSONShape("name", "id"))
            page.add("orders", api, Request("/orders"))
        }
        #expect(response.status == .ok && response.headers[.contentType] == "application/json")
        #expect(try response.body.text() == #"{"user":{"id":7,"name":"Ada"},"orders":[{"id":1}]}"#)
        #expect(response.headers["X-Missing-Parts"] == nil && response.headers[.cacheControl] == nil)
        #expect(host.logged.isEmpty)
    }

    @Test("goes without what fails, puts something in its place, and says what is missing and why")
    func partial() throws {
        let host = TestHost(origins: ["api": .paths(paths)])
        host.limits.subrequestsConcurrent = 8
        let (response, _) = try compose(host) { page, api in
            page.add("user", api, Request("/user"), shape: JSONShape("id"))
            page.add("slow", api, Request("/slow"), .value([]))
            page.add("down", api, Request("/down"), .omit)
            page.add("broken", api, Request("/broken"), .text("null"))
            page.add("huge", api, Request("/huge"), .omit, limit: 4096)
            page.add("wrong", api, Request("/wrong"), .value(["a": 1]))
            page.add("other", api, Request("/user"), .omit, shape: JSONShape("age", missing: .refused))
            page.add("orders", api, Request("/orders"), .omit)
        }
        #expect(response.status == .ok)
        #expect(
            try response.body.text()
                == #"{"user":{"id":7},"slow":[],"broken":null,"wrong":{"a":1},"orders":[{"id":1}]}"#)
        #expect(response.headers["X-Missing-Parts"] == "slow, down, broken, huge, wrong, other")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(
            host.logged.map(\.description) == [
                "warning: slow: the origin did not answer in time",
                "warning: down: the origin could not be reached or broke off",
                "warning: broken: the JSON ends too early", "warning: huge: more than 4096 bytes",
                "warning: wrong: status 503", "warning: other: the JSON lacks age",
            ])
        // One deadline for all: 300 ms, not their sum.
        #expect(host.unixNanoseconds == TestHost().unixNanoseconds + 300_000_000)
    }

    @Test(
        "makes no page without a required part, and gives the rest up",
        arguments: [("/slow", 504, "gateway timeout"), ("/down", 502, "bad gateway"), ("/wrong", 502, "bad gateway")])
    func required(path: String, status: Int, error: String) throws {
        let (response, host) = try compose(nil) { page, api in
            page.add("first", api, Request("/user"))
            page.add("user", api, Request(path))
            page.add("late", api, Request("/slow"))
        }
        #expect(response.status.code == status)
        #expect(try response.body.text() == #"{"error":""# + error + #"","part":"user"}"#)
        #expect(response.headers["X-Missing-Parts"] == "user")
        #expect(host.logged.count == 1)
    }

    @Test("gives parts as bytes, reader and tree, and lets the worker write the page")
    func parts() throws {
        let (response, _) = try compose(
            nil,
            { page, api in
                page.add("user", api, Request("/user"))
                page.add("down", api, Request("/down"), .omit)
                page.add("text", api, Request("/broken"), .omit, shape: nil)
            },
            { parts in
                #expect(parts["down"] == nil && parts.reader("down") == nil && parts.json("down") == nil)
                #expect(parts["nobody"] == nil)
                #expect(parts["text"]?.text == "[1," && parts.json("text") == nil)
                #expect(parts.failures.map(\.description) == ["down: the origin could not be reached or broke off"])
                #expect(parts.refusal == nil)
                return parts.response { json in
                    json.key("name")
                    json.value(parts.json("user")?["name"] ?? JSON.null)
                    parts.write("down", to: &json)
                    parts.write("user", to: &json)
                }
            })
        #expect(try response.body.text() == #"{"name":"Ada","user":{"id":7,"name":"Ada","secret":1}}"#)
    }

    @Test("has more parts than a worker may have requests at once: the others follow")
    func manyParts() throws {
        let (response, host) = try compose(nil) { page, api in
            for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] as [StaticString] {
                page.add(name, api, Request("/user"), .omit, shape: JSONShape(at: "id"))
            }
        }
        #expect(
            try response.body.text() == #"{"a":7,"b":7,"c":7,"d":7,"e":7,"f":7,"g":7,"h":7,"i":7,"j":7}"#)
        #expect(host.logged.isEmpty)
    }

    @Test("does not wait longer for parts that had to follow")
    func followingDeadline() throws {
        let host = TestHost(origins: ["api": .paths(paths)])
        host.limits.subrequestsConcurrent = 1
        let (response, _) = try compose(host) { page, api in
            page.add("a", api, Request("/orders"), .omit)
            page.add("b", api, Request("/orders"), .omit)
            page.add("c", api, Request("/user"), .omit)
        }
        #expect(response.headers["X-Missing-Parts"] == "b, c")
        #expect(host.unixNanoseconds == TestHost().unixNanoseconds + 300_000_000)
    }

    @Test("stays within the worker's requests: a part too many is missing")
    func overLimit() throws {
        let host = TestHost(origins: ["api": .paths(paths)])
        host.limits.subrequests = 1
        let (response, _) = try compose(host) { page, api in
            page.add("a", api, Request("/user"), .omit, shape: JSONShape(at: "id"))
            page.add("b", api, Request("/user"), .omit)
        }
        #expect(try response.body.text() == #"{"a":7}"#)
        #expect(host.logged.map(\.text) == ["b: \(WorkerError.limit.description)"])
    }

    @Test("names what is missing in another field, if the worker wants that")
    func missingField() throws {
        let worker = Probe { _, env throws(WorkerError) in
            var page = Composer(deadline: .seconds(1), missingField: "X-Partial")
            page.add("down", try env.origin("api"), Request("/down"), .omit)
            return page.run().response()
        }
        let headers = try worker.respond(to: Request("/"), origins: ["api": .paths(paths)]).headers
        #expect(headers["X-Partial"] == "down" && headers["X-Missing-Parts"] == nil)
    }

    @Test("without parts is an empty object")
    func empty() throws {
        #expect(try compose(nil) { _, _ in }.response.body.text() == "{}")
    }
}
