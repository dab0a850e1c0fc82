import Testing

@testable import Load

@Suite("Loads that meet nothing but failures")
struct FirstAnswersTests {
    private let second: UInt64 = 1_000_000_000

    private func answers(_ kinds: [String], answered: Bool = false) -> FirstAnswers {
        var answers = FirstAnswers()
        for kind in kinds { answers.failed(kind) }
        if answered { answers.answered() }
        return answers
    }

    @Test("it is hopeless after a second and five failures, not before")
    func hopeless() {
        let five = answers(Array(repeating: "timeout", count: 5))
        #expect(five.areHopeless(after: second))
        #expect(!five.areHopeless(after: second - 1))
        #expect(!answers(Array(repeating: "timeout", count: 4)).areHopeless(after: 60 * second))
        #expect(five.kinds.map(\.kind) == ["timeout"])
    }

    @Test("one right answer is enough to hope")
    func hope() {
        #expect(!answers(Array(repeating: "status 503", count: 1000), answered: true).areHopeless(after: 60 * second))
    }

    @Test("what was never sent says nothing of the server")
    func unsent() {
        let kinds = Array(repeating: "not sent: too many wait", count: 1000)
        #expect(!answers(kinds).areHopeless(after: 60 * second))
    }

    @Test("kinds are told commonest first, and are bounded")
    func kinds() {
        #expect(answers(["a", "b", "b"]).kinds.map(\.kind) == ["b", "a"])
        let many = answers((0..<1000).map { "kind \($0)" })
        #expect(many.kinds.count == LoadLimits.failureKindsMax + 1)
        #expect(many.failureCount == 1000)
    }
}
