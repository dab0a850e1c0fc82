import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite("A body that is written part by part")
struct StreamTests {
    private let long = [UInt8](repeating: UInt8(ascii: "a"), count: 40_000)

    @Test("reaches the client whole, in the order in which it was written, from text and bytes alike")
    func parts() throws {
        let response = try Probe { request, _ in
            let name = "ada \(request.path)"
            return Response(
                status: .accepted, headers: ["X-Kept": "yes"],
                body: .stream { out throws(WorkerError) in
                    try out.write("hello ")
                    try out.write(name)
                    try out.write(Bytes(" and "))
                    try out.write([UInt8](repeating: UInt8(ascii: "x"), count: 3))
                    try out.write("")
                    try out.write([UInt8]())
                    try out.write("!")
                })
        }.respond(to: Request("/"))
        #expect(response.status == .accepted && response.headers["X-Kept"] == "yes")
        #expect(try response.body.text() == "hello ada / and xxx!")
    }

    @Test("is empty when nothing is written")
    func empty() throws {
        #expect(try Probe { _, _ in Response(body: .stream { _ in }) }.respond(to: Request("/")).body.bytes().isEmpty)
    }

    @Test("breaks off when it throws: the worker has failed")
    func breaksOff() {
        #expect(throws: WorkerError.message("half")) {
            try Probe { _, _ in
                Response(
                    body: .stream { out throws(WorkerError) in
                        try out.write("one")
                        throw .message("half")
                    })
            }.respond(to: Request("/"))
        }
    }

    @Test("is not written where an answer has no body", arguments: [(true, 200), (false, 204), (false, 304)])
    func noBody(isHead: Bool, status: Int) throws {
        let host = TestHost()
        let worker = Probe { _, _ in
            Response(
                status: .init(code: status),
                body: .stream { out throws(WorkerError) in
                    log.info("written")
                    try out.write("x")
                })
        }
        let response = try host.respond(to: Request("/", method: isHead ? .head : .get), with: worker)
        #expect(response.status.code == status)
        #expect(try response.body.bytes().isEmpty)
        #expect(host.logged.isEmpty)
    }

    @Test("can be read by the worker itself, up to a limit")
    func collected() throws {
        let body = Body.stream { out throws(WorkerError) in
            try out.write("lavender ")
            try out.write("soap")
        }
        #expect(try body.text() == "lavender soap")
        #expect(try body.bytes(limit: 13).count == 13)
        #expect(throws: WorkerError.limit) { try body.bytes(limit: 12) }
        var parts = body
        #expect(try parts.next(size: 8) == Array("lavender".utf8))
        #expect(try parts.next(size: 8) == Array(" soap".utf8))
        #expect(try parts.next() == nil)
    }

    @Test("that never ends is an error where it has to be collected")
    func endless() {
        var body = Body.stream { out throws(WorkerError) in
            while true { try out.write([UInt8](repeating: 0, count: 1 << 20)) }
        }
        #expect(throws: WorkerError.limit) { try body.next() }
    }

    @Test("is collected for a request to an origin")
    func sent() throws {
        let echo = OriginDouble.answering { request throws(WorkerError) in .text(try request.body.text()) }
        let text = try Probe { _, env throws(WorkerError) in
            let body = Body.stream { out throws(WorkerError) in try out.write("soap") }
            return try env.origin("echo").fetch(Request("/", method: .post, body: body))
        }.respond(to: Request("/"), origins: ["echo": echo]).body.text()
        #expect(text == "soap")
    }

    @Test("may be the client's own, mapped as it comes")
    func mapped() throws {
        let response = try Probe { request, _ in
            Response(body: request.body.map { part in part.map { byte in byte - 32 } })
        }.respond(to: Request("/", method: .post, body: .bytes(long)))
        #expect(try Array(response.body.bytes()) == [UInt8](repeating: UInt8(ascii: "A"), count: 40_000))
    }

    @Test("may be an origin's: status and fields are kept, and parts are no larger than 16 KiB")
    func mappedOrigin() throws {
        let host = TestHost(origins: [
            "shop": .returning(Response(status: .created, headers: ["X-From": "shop"], body: .bytes(long)))
        ])
        let worker = Probe { request, env throws(WorkerError) in
            var response = try env.origin("shop").fetch(request)
            var count = 0
            response.body = response.body.map { part in
                count += 1
                log.info("\(count): \(part.count)")
                return part
            }
            return response
        }
        let response = try host.respond(to: Request("/"), with: worker)
        #expect(response.status == .created && response.headers["X-From"] == "shop")
        #expect(try Array(response.body.bytes()) == long)
        #expect(host.logged.map(\.text) == ["1: 16384", "2: 16384", "3: 7232"])
    }

    @Test("cannot be made of a body that is gone: that is a 500 and no half answer")
    func gone() {
        #expect(throws: WorkerError.bodyUsed) {
            try Probe { request, _ throws(WorkerError) in
                let mapped = request.body.map { part in part }
                _ = try request.body.bytes()
                return Response(body: mapped)
            }.respond(to: Request("/", method: .post, body: .text("soap")))
        }
    }

    @Test("is refused with its head where HTTP does not allow that")
    func refused() {
        let error = #expect(throws: WorkerError.self) {
            try Probe { _, _ in Response(headers: ["X-Bad": "a\r\nb"], body: .stream { _ in }) }
                .respond(to: Request("/"))
        }
        #expect(error?.description == "the host refuses the worker's answer: the value of X-Bad is not valid in HTTP")
    }
}
