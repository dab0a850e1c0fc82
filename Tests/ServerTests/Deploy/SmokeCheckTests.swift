import Deploy
import Isolate
import Testing

@testable import Rehearsal
@testable import Server

@Suite("What a smoke request expects")
struct SmokeCheckTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nx-a: one\r\nX-A: two\r\n\r\n"

    private func run(_ status: Int = 200, _ body: String = "Hello, world") -> WorkerRun {
        WorkerRun(answer: .response(status: status, .init(head: Array(Self.head.utf8), body: Array(body.utf8))))
    }

    private func problem(_ expected: SmokeRequest.Expectation, _ run: WorkerRun) -> String? {
        SmokeCheck(SmokeRequest(path: "/", expect: expected), run).problem
    }

    @Test(
        "is there, when it is",
        arguments: [
            SmokeRequest.Expectation(), .init(status: 200), .init(headers: [.init("content-TYPE", "text/html")]),
            .init(headers: [.init("X-A", "two"), .init("X-A", "one")]), .init(contains: "world"), .init(contains: ""),
        ])
    func met(_ expected: SmokeRequest.Expectation) { #expect(problem(expected, run()) == nil) }

    @Test(
        "is told beside what came, when it is not",
        arguments: [
            (
                SmokeRequest.Expectation(status: 404),
                "it answers 200, not 404; its body of 12 bytes begins \"Hello, world\""
            ),
            (.init(headers: [.init("X-B", "one")]), "the answer has no X-B: \"one\""),
            (.init(headers: [.init("X-A", "on")]), "its X-A is \"one\" and \"two\", not \"on\""),
            (
                .init(contains: "hello"),
                "its body does not contain \"hello\"; its body of 12 bytes begins \"Hello, world\""
            ),
        ])
    func missed(_ expected: SmokeRequest.Expectation, _ words: String) {
        #expect(problem(expected, run()) == words)
    }

    @Test("is a status below 400, when nothing is said")
    func status() {
        #expect(problem(.init(), run(399)) == nil)
        #expect(
            problem(.init(contains: "x"), run(500, ""))
                == "it answers 500, and a status below 400 was expected; its body is empty")
        #expect(problem(.init(status: 500), run(500)) == nil)
    }

    @Test("a request that goes on to an origin is an answer, as long as nothing is expected of that")
    func forward() {
        let sent = WorkerRun.Message(head: [], body: [])
        let alone = WorkerRun(answer: .forwarded(origin: "shop", sent, response: nil))
        #expect(problem(.init(), alone) == nil)
        let unknown = problem(.init(status: 200), alone)
        #expect(unknown?.hasPrefix("it forwards to the origin shop, which has no double") == true)
        let answered = WorkerRun(
            answer: .forwarded(
                origin: "shop", sent, response: (503, .init(head: Array(Self.head.utf8), body: Array("no".utf8)))))
        #expect(problem(.init(status: 503, contains: "no"), answered) == nil)
        #expect(problem(.init(), answered) != nil)
    }

    @Test("a worker that fails is told with what it logged and which origins it did not reach")
    func failures() {
        var failed = WorkerRun(answer: .failed(Fault(.thrown, "no\u{1B}good")))
        failed.subrequests = [.init(origin: "api", request: .init(head: [], body: []))]
        failed.log = (1...7).map { (.info, "line \($0)") }
        #expect(problem(.init(), failed)?.utf8.contains { $0 < 0x20 } == false)
        #expect(
            problem(.init(), failed)?.hasSuffix(
                "; it asked the origin api, which has no double; it logged 2 lines, then "
                    + (3...7).map { "info: \"line \($0)\"" }.joined(separator: ", ")) == true)
        var later = run()
        later.laterFault = Fault(.trap, "unreachable")
        #expect(problem(.init(), later)?.hasPrefix("after the answer it failed: ") == true)
    }

    @Test("what a worker says stays on one line, and bounded")
    func bounded() throws {
        let long = try #require(
            problem(.init(status: 201), run(200, "a\n\u{1B}[31m" + String(repeating: "x", count: 1_000))))
        #expect(long.utf8.count < 400)
        #expect(!long.utf8.contains { $0 < 0x20 })
        #expect(long.hasSuffix("…\""))
    }

    @Test(
        "text is found wherever it stands",
        arguments: [
            ("aaab", "aab", true), ("abababac", "ababac", true), ("ababab", "ababac", false), ("", "a", false),
            ("a", "ab", false), ("xab", "ab", true),
        ])
    func search(_ body: String, _ text: String, _ isThere: Bool) {
        #expect(SmokeCheck.contains(Array(body.utf8), Array(text.utf8)) == isThere)
    }
}
