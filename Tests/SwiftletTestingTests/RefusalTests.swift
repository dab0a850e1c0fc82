import Swiftlet
import SwiftletTesting
import Testing

/// A worker that is a closure.
private struct Probe: Worker {
    var probe: (Request, Env) throws(WorkerError) -> Response = { _, _ in .text("unused") }

    init() {}

    init(_ probe: @escaping (Request, Env) throws(WorkerError) -> Response) {
        self.probe = probe
    }

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        try probe(request, env)
    }
}

/// What a host refuses in earnest, the double refuses in the test.
@Suite("Refusals")
struct RefusalTests {
    let shop: [String: OriginDouble] = ["shop": .returning(.text("soap"))]

    private func reason(_ probe: @escaping (Request, Env) throws(WorkerError) -> Response) -> String? {
        #expect(throws: WorkerError.self) { try Probe(probe).respond(to: Request("/"), origins: shop) }?.description
    }

    @Test("an answer with a field that HTTP does not allow is refused, and the reason names the field")
    func invalidField() {
        let value = reason { _, _ in Response(headers: ["X-Bad": "a\r\nInjected: yes"]) }
        #expect(value == "the host refuses the worker's answer: the value of X-Bad is not valid in HTTP")
        let name = reason { _, _ in Response(headers: ["X Bad": "a"]) }
        #expect(name == "the host refuses the worker's answer: the field name \"X Bad\" is not valid in HTTP")
    }

    @Test("declared edits of a forwarded answer are held to the same rules")
    func invalidEdit() {
        let value = reason { request, env throws(WorkerError) in
            try env.origin("shop").forward(request) { response in response["X-Bad"] = "\n" }
        }
        #expect(value == "the host refuses the worker's answer: the value of X-Bad is not valid in HTTP")
        let removal = reason { request, env throws(WorkerError) in
            try env.origin("shop").forward(request) { response in response.remove("*") }
        }
        #expect(removal == "the host refuses the worker's answer: the field name \"*\" is not valid in HTTP")
    }

    @Test("a status out of range is refused", arguments: [100, 199, 600, 999])
    func status(code: Int) {
        let reason = reason { _, _ in Response(status: .init(code: code)) }
        #expect(reason == "the host refuses the worker's answer: status \(code) is not within 200-599")
    }

    @Test("too many fields, too long fields and too long a body are refused")
    func tooLarge() {
        let many = reason { _, _ in
            var response = Response()
            for index in 0...256 { response.headers.append("X-Many", "\(index)") }
            return response
        }
        #expect(many == "the host refuses the worker's answer: 257 changes of fields; the limit is 256")
        let long = reason { _, _ in Response(headers: ["X-Long": String(repeating: "a", count: 32 << 10)]) }
        #expect(long?.hasSuffix("fields of more than 32768 bytes (limits.response_head_bytes)") == true)
        let body = reason { _, _ in Response(body: .bytes([UInt8](repeating: 0, count: 64 << 20 + 1))) }
        #expect(body?.contains("the limit is 67108864") == true)
    }

    @Test(
        "a request to an origin that HTTP does not allow is invalid",
        arguments: ["no-slash", "/a b", "/a#b", "/\r\n", "http://elsewhere/"])
    func invalidTarget(target: String) {
        #expect(throws: WorkerError.invalid) {
            try Probe { _, env throws(WorkerError) in try env.origin("shop").fetch(Request(target)) }
                .respond(to: Request("/"), origins: shop)
        }
    }

    @Test("a tunnel to an origin is invalid")
    func tunnel() {
        #expect(throws: WorkerError.invalid) {
            try Probe { _, env throws(WorkerError) in
                try env.origin("shop").fetch(Request("/", method: .connect))
            }.respond(to: Request("/"), origins: shop)
        }
    }

    @Test("more subrequests than the limit fail, at the limit they do not")
    func subrequests() throws {
        let worker = Probe { _, env throws(WorkerError) in
            var count = 0
            do throws(WorkerError) {
                while true {
                    _ = try env.origin("shop").fetch(Request("/"))
                    count += 1
                }
            } catch {
                return .text("\(count): \(error.description)")
            }
        }
        let text = try worker.respond(to: Request("/"), origins: shop).body.text()
        #expect(text == "32: \(WorkerError.limit.description)")

        let host = TestHost(origins: shop)
        host.limits.subrequests = 3
        let few = try host.respond(to: Request("/"), with: worker).body.text()
        #expect(few == "3: \(WorkerError.limit.description)")
    }

    @Test("more subrequests at once than the limit fail; one that was given up makes room")
    func concurrent() throws {
        let worker = Probe { _, env throws(WorkerError) in
            let origin = try env.origin("shop")
            let pending = (0..<7).map { _ in origin.send(Request("/")) }
            var limited = 0
            for one in pending[1...] { do throws(WorkerError) { _ = try one.response() } catch { limited += 1 } }
            pending[0].cancel()
            _ = try origin.fetch(Request("/"))
            return .text("\(limited)")
        }
        #expect(try worker.respond(to: Request("/"), origins: shop).body.text() == "1")
    }

    @Test("an answer of an origin that was given up cannot be passed on")
    func closed() {
        let reason = reason { request, env throws(WorkerError) in
            let pending = try env.origin("shop").send(request)
            let response = try pending.response()
            pending.cancel()
            return response
        }
        #expect(
            reason == "the host refuses the worker's answer: it is based on a response that was given up")
    }

    @Test("a request that no client can send does not reach the worker", arguments: ["no-slash", "/a b"])
    func impossibleRequest(target: String) {
        let error = #expect(throws: WorkerError.self) {
            try Probe { _, _ in .text("reached") }.respond(to: Request(target))
        }
        #expect(
            error?.description == "no client can send this request: the target \"\(target)\" is not valid in HTTP")
    }
}
