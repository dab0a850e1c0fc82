import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite("context.waitUntil")
struct ContextTests {
    private let host = TestHost(origins: ["shop": .returning(.text("soap"))])

    private func texts(_ probe: @escaping (Request, Env) throws(WorkerError) -> Response) -> [String] {
        _ = try? host.respond(to: Request("/", method: .post, body: .text("body")), with: Probe(probe))
        return host.logged.map(\.description)
    }

    @Test("runs tasks after the answer, in their order, and those that they add at the end")
    func order() throws {
        let worker = Probe { _, _ in
            context.waitUntil {
                log.info("one")
                context.waitUntil { log.info("three") }
            }
            context.waitUntil { log.info("two") }
            log.info("fetch")
            return Response(body: .stream { _ in log.info("body") })
        }
        #expect(try host.respond(to: Request("/"), with: worker).status == .ok)
        #expect(host.logged.map(\.text) == ["fetch", "body", "one", "two", "three"])
    }

    @Test("logs what a task throws, and runs the others")
    func throwing() {
        let lines = texts { _, _ in
            context.waitUntil { () throws(WorkerError) in throw .message("lost") }
            context.waitUntil { log.info("next") }
            return .text("ok")
        }
        #expect(lines == ["error: waitUntil: lost", "info: next"])
    }

    @Test("runs them after a forward and after an origin's answer that is passed on", arguments: [true, false])
    func passedOn(forwards: Bool) throws {
        let worker = Probe { request, env throws(WorkerError) in
            let shop = try env.origin("shop")
            context.waitUntil { () throws(WorkerError) in
                log.info(try shop.fetch(Request("/later")).body.text())
            }
            return try forwards ? shop.forward(request) : shop.fetch(request)
        }
        #expect(try host.respond(to: Request("/"), with: worker).body.text() == "soap")
        #expect(host.logged.map(\.text) == ["soap"])
    }

    @Test("runs them when fetch throws, which still is the worker's failure")
    func thrown() {
        let worker = Probe { _, _ throws(WorkerError) in
            context.waitUntil { log.info("ran") }
            throw .message("no")
        }
        #expect(throws: WorkerError.message("no")) { try host.respond(to: Request("/"), with: worker) }
        // The reason first: nobody knows whether the tasks come to their end.
        #expect(host.logged.map(\.text) == ["no", "ran"])
    }

    @Test("runs them when the body breaks off")
    func brokenBody() {
        let worker = Probe { _, _ in
            context.waitUntil { log.info("ran") }
            return Response(body: .stream { _ throws(WorkerError) in throw .message("half") })
        }
        #expect(throws: WorkerError.message("half")) { try host.respond(to: Request("/"), with: worker) }
        #expect(host.logged.map(\.text) == ["ran"])
    }

    @Test("runs them when the host refuses the answer")
    func refused() {
        let lines = texts { _, _ in
            context.waitUntil { log.info("ran") }
            return Response(headers: ["X-Bad": "a\r\nb"])
        }
        #expect(
            lines == [
                "error: the host refuses the worker's answer: the value of X-Bad is not valid in HTTP", "info: ran",
            ])
    }

    @Test("has no client's body to read, if nobody did before")
    func clientBody() {
        let lines = texts { request, _ in
            context.waitUntil { () throws(WorkerError) in _ = try request.body.bytes() }
            return .text("ok")
        }
        #expect(lines == ["error: waitUntil: \(WorkerError.unreachable.description)"])
    }

    @Test("is an error in the log where there is no request")
    func noRequest() {
        struct Early: Worker {
            init() { context.waitUntil { log.info("never") } }
            func fetch(_ request: Request, _ env: Env) -> Response { .text("ok") }
        }
        #expect(throws: Never.self) { try host.respond(to: Request("/"), with: Early()) }
        #expect(host.logged.isEmpty)
    }

    @Test("costs nothing without tasks: the answer is the isolate's end")
    func without() throws {
        #expect(try EarlyAnswer.finish(.text("x"), NativeHead().block()).kind == 1)
    }
}
