import Testing

@testable import Bench

@Suite("The JUnit file")
struct JUnitTests {
    @Test("has a suite for costs and one for latencies, with counts that are right")
    func counts() {
        let document = WellFormed(JUnit.text(SampleRun.failed()))
        #expect(document.mistake == nil)
        #expect(document.elements.first == "testsuites")
        #expect(document.attribute("tests", of: "testsuites") == "10")
        #expect(document.attribute("failures", of: "testsuites") == "4")
        let suites = document.attributes.filter { $0.element == "testsuite" }
        #expect(suites.map { $0.values["name"] } == ["storefront cost", "storefront wall"])
        #expect(suites.map { $0.values["tests"] } == ["4", "6"])
        #expect(suites.map { $0.values["failures"] } == ["2", "2"])
        #expect(suites.allSatisfy { $0.values["timestamp"] == "2026-11-21T22:04:09" })
        #expect(document.count("testcase") == 10)
        #expect(document.count("failure") == 4)
    }

    @Test("names the functions that grew below the failure's first line")
    func explanation() {
        let document = WellFormed(JUnit.text(SampleRun.failed()))
        let failures = document.attributes.filter { $0.element == "failure" }.map(\.values)
        #expect(failures[0]["type"] == "budget")
        #expect(failures[0]["message"]?.hasPrefix("cost: ") == true)
        #expect(failures[1] == ["type": "answer", "message": "the answer is 500, expected 200"])
        #expect(document.text.contains("JSONReader.object(body:)"))
    }

    @Test("takes failures that a budget allows for output, not for a failure")
    func allowedFailures() {
        var run = SampleRun.passed()
        run.wall[0].failures = [(kind: "timeout", count: 3)]
        #expect(WellFormed(JUnit.text(run)).count("failure") == 1)
        run.wall[0].checks = [
            BudgetCheck(figure: "error_rate", limit: "≤ 1%", value: 0.0003, most: 0.01, before: nil)
        ]
        #expect(!run.hasFailed)
        let document = WellFormed(JUnit.text(run))
        #expect(document.count("failure") == 0)
        #expect(document.text.contains("failures: timeout: 3"))
        #expect(BenchTable.text(run).contains("  ! failures: timeout: 3\n"))
        #expect(!Annotations.lines(run).contains { $0.hasPrefix("::error") })
    }

    @Test("has the attributes and the order of elements that readers expect", arguments: HostileRun.all)
    func shape(_ run: BenchRun) {
        let text = JUnit.text(run)
        let document = WellFormed(text)
        #expect(document.mistake == nil)
        let known: [String: Set<String>] = [
            "testsuites": ["name", "tests", "failures", "errors", "skipped", "time"],
            "testsuite": ["name", "tests", "failures", "errors", "skipped", "time", "timestamp"], "properties": [],
            "property": ["name", "value"], "testcase": ["classname", "name", "time"], "failure": ["message", "type"],
            "system-out": [],
        ]
        for (element, values) in document.attributes {
            #expect(Set(values.keys) == known[element])
            if let time = values["time"] { #expect(time.wholeMatch(of: /\d+\.\d{3}/) != nil) }
        }
        // A system-out comes behind the failure, never before it.
        let order = document.elements.filter { ["testcase", "failure", "system-out"].contains($0) }
        for (one, next) in zip(order, order.dropFirst()) { #expect(one != "system-out" || next == "testcase") }
        #expect(text.utf8.count < 4 << 20)
    }
}
