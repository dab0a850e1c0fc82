import SwiftletFormats
import Testing

@testable import Deploy

struct ModelJSONTests {
    private static let state: WorkerState = {
        var state = WorkerState()
        state.revision = .max
        state.lastNumber = .max
        state.shares = [
            WorkerState.Share(StoreSample.version(1), weight: 1),
            WorkerState.Share(StoreSample.version(.max), weight: 9_999),
        ]
        state.history.settle(on: StoreSample.version(3))
        state.history.settle(on: StoreSample.version(7))
        state.pinned = [StoreSample.version(8)]
        state.appliedFromConfig = "abc"
        state.assignment = "{\"buckets\":[]}\n\u{0}\u{1F600}"
        state.guarded = ""
        state.shadow = "s"
        state.decisions = "d"
        return state
    }()

    private func read(state text: [UInt8]) throws -> WorkerState {
        try ModelJSON.read(text) { json throws(JSONError) in try WorkerState(json: &json) }
    }

    private func read(version text: [UInt8]) throws -> VersionRecord {
        try ModelJSON.read(text) { json throws(JSONError) in try VersionRecord(json: &json) }
    }

    @Test("A state is read as it was written")
    func states() throws {
        for state in [Self.state, WorkerState()] {
            #expect(try read(state: ModelJSON.text { json in state.write(to: &json) }) == state)
        }
    }

    @Test("A version is read as it was written, and the same version is the same bytes")
    func versions() throws {
        var draft = try StoreSample.draft(StoreSample.module("one"))
        draft.basedOn = StoreSample.version(3)
        for index in 0..<20 { draft.settings.variables["V\(index)"] = "\(index)" }
        let record = VersionRecord(worker: StoreSample.shop, number: StoreSample.version(4), content: draft)
        let text = ModelJSON.text { json in record.write(to: &json) }
        let back = try read(version: text)
        #expect(back == record)
        #expect(ModelJSON.text { json in back.write(to: &json) } == text)
        let bare = VersionRecord(
            worker: StoreSample.shop, number: StoreSample.version(1),
            content: VersionDraft(module: draft.module, moduleBytes: 0, created: -1))
        #expect(try read(version: ModelJSON.text { json in bare.write(to: &json) }) == bare)
    }

    @Test(
        "What is not known, stands twice, is missing or is no such value is refused, with its place",
        arguments: [
            ("{\"revision\":1,\"last_number\":1,\"x\":1}", "/x: this number is not what is expected here (byte 34)"),
            ("{\"revision\":1,\"revision\":2}", "/revision: this number is not what is expected here (byte 25)"),
            ("{\"last_number\":1}", "\"revision\" is missing (byte 0)"),
            ("{\"revision\":-1}", "/revision: this number is out of range (byte 12)"),
            (
                "{\"revision\":1,\"shares\":[{\"version\":\"v0\",\"weight\":1}]}",
                "/shares/0/version: this string is not what is expected here (byte 35)"
            ),
            ("{\"revision\":1,\"shares\":[{\"version\":\"v1\"}]}", "/shares/0: \"weight\" is missing (byte 24)"),
            ("{\"revision\":1} x", "this is no JSON (byte 15)"),
            ("{\"revision\":1", "/revision: the JSON ends too early (byte 13)"),
            ("", "it is empty"),
        ])
    func strict(_ text: String, _ message: String) throws {
        let problem = try #require(throws: JSONProblem.self) { _ = try read(state: Array(text.utf8)) }
        #expect(problem.text == message)
    }

    @Test("A list is no longer than it may be")
    func bounded() throws {
        let many = (1...65).map { "\"v\($0)\"" }.joined(separator: ",")
        let text = "{\"revision\":1,\"last_number\":65,\"pinned\":[\(many)]}"
        let problem = try #require(throws: JSONProblem.self) { _ = try read(state: Array(text.utf8)) }
        #expect(problem.text.hasPrefix("/pinned/64: this string is not") || problem.text.contains("out of range"))
    }

    @Test("Every beginning of a version's text is refused")
    func cut() throws {
        let record = VersionRecord(
            worker: StoreSample.shop, number: StoreSample.version(1),
            content: try StoreSample.draft(StoreSample.module("one")))
        let text = ModelJSON.text { json in record.write(to: &json) }
        for count in 0..<text.count {
            #expect(throws: JSONProblem.self) { try read(version: Array(text.prefix(count))) }
        }
    }

    @Test("A state that no worker can have is told by its problem")
    func problems() {
        var state = Self.state
        #expect(state.problem == nil)
        state.isDeleted = true
        #expect(state.problem == "it is deleted and names versions")
        state.isDeleted = false
        state.decisions = String(repeating: "x", count: WorkerState.textBytesMax + 1)
        #expect(state.problem?.contains("1048577 bytes of 1048576") == true)
        state.decisions = nil
        state.lastNumber = 8
        #expect(state.problem == "it names v4294967295, which never was")
    }
}
