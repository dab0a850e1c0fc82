import Testing

@testable import Bench

@Suite("Annotations")
struct AnnotationsTests {
    @Test("are an error for each failure, a warning for what was disturbed, and one notice")
    func kinds() {
        var run = SampleRun.failed()
        run.wall[0].disturbances = ["steal 3%"]
        let lines = Annotations.lines(run)
        #expect(
            lines.map { String($0.prefix { $0 != " " }) } == [
                "::error", "::error", "::error", "::error", "::warning", "::notice",
            ])
        #expect(lines[0].hasPrefix("::error file=bench.toml,title=cost of checkout::cost: "))
        #expect(lines[0].contains("%0A+1,294"))
        #expect(lines[1] == "::error file=bench.toml,title=cost of search::the answer is 500, expected 200")
        #expect(lines[5].hasPrefix("::notice file=bench.toml,title=bench storefront%3A 2 failed::home: "))
    }

    @Test("are escaped as the runner undoes it")
    func escaping() {
        #expect(Annotations.data("50%\r\nand: more, ::x") == "50%25%0D%0Aand: more, ::x")
        #expect(Annotations.property("a:b,c%\n") == "a%3Ab%2Cc%25%0A")
        #expect(Annotations.data("\u{1B}[0m\u{0}") == "\u{FFFD}[0m\u{FFFD}")
    }

    @Test("are one line each, and no more than GitHub shows", arguments: HostileRun.all)
    func hostile(_ run: BenchRun) {
        let lines = Annotations.lines(run)
        for line in lines {
            #expect(line.unicodeScalars.allSatisfy { !Plain.isHidden($0) })
            // Properties end at the first `::`: none of theirs may hold one.
            let command = line.firstMatch(of: /^::(error|warning|notice) file=[^:,]*,title=[^:,]*::/)
            #expect(command != nil, "\(line.prefix(200))")
        }
        #expect(lines.count { $0.hasPrefix("::error") } <= ReportLimits.annotations)
        #expect(lines.count { $0.hasPrefix("::warning") } <= ReportLimits.annotations)
        #expect(lines.count { $0.hasPrefix("::notice") } == 1)
    }
}
