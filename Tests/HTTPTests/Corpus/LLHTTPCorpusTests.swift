import Foundation
import Testing

@testable import HTTP

@Suite struct LLHTTPCorpusTests {
    @Test("the llhttp corpus is accepted, refused and cut as its strict mode says, but for listed deviations")
    func messages() throws {
        guard let cases = try corpus() else { return }
        let examples = cases.filter { $0.kind != .url && !$0.isLenient }
        #expect(examples.count > 200)
        for example in examples {
            var replay = MessageReplay(kind: example.kind, skipsBody: example.skipsBody)
            replay.run(example.input)
            check(agrees(replay.trace, example.expected), example, replay)
        }
    }

    @Test(
        "the llhttp corpus of request targets is accepted or refused as its strict mode says, but for listed deviations"
    )
    func targets() throws {
        guard let cases = try corpus() else { return }
        for example in cases where example.kind == .url {
            var replay = MessageReplay(kind: .request)
            replay.run(Array("GET ".utf8) + example.input + Array(" HTTP/1.1\r\nHost: corpus\r\n\r\n".utf8))
            let isRefused = example.expected.stop == .refused
            check((replay.trace.stop == .refused) == isRefused, example, replay)
        }
    }

    @Test("every listed deviation is an example of the corpus")
    func listing() throws {
        guard let cases = try corpus() else { return }
        let names = Set(cases.map(\.name))
        for example in LLHTTPDeviation.table.flatMap(\.examples) {
            #expect(names.contains(example))
        }
    }

    private func corpus() throws -> [LLHTTPCase]? {
        guard let directory = LLHTTPCorpus.directory() else {
            print("skipped: no llhttp corpus; set SWIFTLET_CORPORA to the folder that holds llhttp/")
            return nil
        }
        return try LLHTTPCorpus.cases(in: directory)
    }

    /// Of a refused stream only whole messages before the fault count: llhttp reports a head's parts as it goes, we a
    /// head. An upgrade we ignore, as RFC 9110 section 7.8 allows: what follows it says nothing.
    private func agrees(_ ours: MessageTrace, _ theirs: MessageTrace) -> Bool {
        switch theirs.stop {
        case .open, .closed:
            ours == theirs
        case .upgraded:
            ours.messages.starts(with: theirs.messages)
        case .refused:
            ours.stop == .refused
                && ours.messages.filter { $0.end != nil } == theirs.messages.filter { $0.end != nil }
        }
    }

    private func check(_ agrees: Bool, _ example: LLHTTPCase, _ replay: MessageReplay) {
        let input = String(decoding: example.input, as: UTF8.self).debugDescription
        let ours = replay.error.map { "\(replay.trace) \($0)" } ?? "\(replay.trace)"
        guard let listed = LLHTTPDeviation.of(example.name) else {
            #expect(agrees, "\(example.name)\n\(input)\nllhttp: \(example.expected)\nours:   \(ours)")
            return
        }
        #expect(!agrees, "\(example.name) is listed as a deviation and is none")
        switch listed.ours {
        case .refused(let status):
            #expect(replay.error?.status == status, "\(example.name)\n\(input)\nours:   \(ours)")
        case .trace(let trace):
            #expect(replay.trace.description == trace, "\(example.name)\n\(input)")
        }
    }
}
