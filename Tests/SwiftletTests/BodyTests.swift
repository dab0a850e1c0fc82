import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite struct BodyTests {
    let long = [UInt8](repeating: 7, count: 10_000)

    /// What `probe` answers to a POST of `body`.
    private func post(
        _ body: Body, origins: [String: OriginDouble] = [:],
        _ probe: @escaping (Request, Env) throws(WorkerError) -> Response
    ) throws(WorkerError) -> String {
        try Probe(probe).respond(to: Request("/", method: .post, body: body), origins: origins).body.text()
    }

    @Test("The client's body is read whole, as bytes or text")
    func whole() throws {
        let text = try post(.text("soap")) { request, _ throws(WorkerError) in .text(try request.body.text() + "!") }
        #expect(text == "soap!")
    }

    @Test("A body that is said to be longer than any memory is refused before it is read, however much is allowed")
    func announcedTooLong() {
        var head = NativeHead()
        head.method = "POST"
        head.target = "/"
        head.contentLength = .max
        let request = Request(block: head.block())
        #expect(throws: WorkerError.limit) { try request.body.bytes() }
    }

    @Test("The client's body is read in parts, and then has ended")
    func parts() throws {
        let text = try post(.bytes(long)) { request, _ throws(WorkerError) in
            var body = request.body
            var sizes: [Int] = []
            while let part = try body.next(size: 4096) { sizes.append(part.count) }
            let after = try body.next()
            return .text("\(sizes) \(after == nil)")
        }
        #expect(text == "[4096, 4096, 1808] true")
    }

    @Test("A body that was read cannot be read again, nor passed on")
    func readTwice() {
        #expect(throws: WorkerError.bodyUsed) {
            try post(.bytes(long)) { request, _ throws(WorkerError) in
                _ = try request.body.bytes()
                return .text(try request.body.text())
            }
        }
        #expect(throws: WorkerError.bodyUsed) {
            try post(.bytes(long), origins: ["shop": .returning(.text("soap"))]) { request, env throws(WorkerError) in
                _ = try request.body.bytes()
                return try env.origin("shop").forward(request)
            }
        }
    }

    @Test("A body of which a part was read cannot be had whole any more")
    func begun() {
        #expect(throws: WorkerError.bodyUsed) {
            try post(.bytes(long)) { request, _ throws(WorkerError) in
                var body = request.body
                _ = try body.next(size: 1)
                return .text(try request.body.text())
            }
        }
    }

    enum Use: CaseIterable { case send, read, readPart, forward }

    @Test("A body that was sent to an origin cannot be sent again, nor read, nor forwarded", arguments: Use.allCases)
    func sentTwice(use: Use) throws {
        let shop = OriginDouble.answering { request throws(WorkerError) in .text(try request.body.text()) }
        #expect(throws: WorkerError.bodyUsed) {
            try post(.text("soap"), origins: ["shop": shop]) { request, env throws(WorkerError) in
                let origin = try env.origin("shop")
                _ = try origin.fetch(request)
                switch use {
                case .send: return try origin.fetch(request)
                case .read: return .text(try request.body.text())
                case .forward: return origin.forward(request)
                case .readPart:
                    var body = request.body
                    return .text("\(try body.next()?.count ?? 0)")
                }
            }
        }
        #expect(try shop.requests.map { try $0.body.text() } == ["soap"])
    }

    @Test("A request whose body was sent may be sent again with another body, or without one")
    func sentAgain() throws {
        let shop = OriginDouble.answering { request throws(WorkerError) in .text(try request.body.text()) }
        let text = try post(.text("soap"), origins: ["shop": shop]) { request, env throws(WorkerError) in
            let origin = try env.origin("shop")
            _ = try origin.fetch(request)
            var again = request
            again.body = .text("towel")
            _ = try origin.fetch(again)
            again.body = .none
            _ = try origin.fetch(again)
            return try origin.fetch(again)
        }
        #expect(text == "")
        #expect(try shop.requests.map { try $0.body.text() } == ["soap", "towel", "", ""])
    }

    @Test("A body over the worker's own limit is an error, at the limit it is not")
    func limit() throws {
        #expect(throws: WorkerError.limit) {
            try post(.bytes(long)) { request, _ throws(WorkerError) in
                .text("\(try request.body.bytes(limit: 9_999).count)")
            }
        }
        #expect(try Body.bytes(long).bytes(limit: 10_000).count == 10_000)
        #expect(throws: WorkerError.limit) { try Body.bytes(long).bytes(limit: 9_999) }
    }

    @Test("Bodies that the worker has are read in parts like any other")
    func held() throws {
        var body = Body.text("lavender")
        #expect(try body.next(size: 5) == Array("laven".utf8))
        #expect(try body.next(size: 5) == Array("der".utf8))
        #expect(try body.next(size: 5) == nil)
        var byByte = Body.text("ab")
        #expect(try byByte.next(size: 0) == [UInt8(ascii: "a")])
        #expect(try Body.none.bytes().isEmpty)
    }
}
