import SwiftletFormats
import Testing

@testable import Deploy

@Suite("Report of differences")
struct DiffReportTests {
    @Test("a report counts responses by field, with shares and the first example")
    func counts() throws {
        var report = DiffReport()
        report.add(try diff("[1,2]", "[1,2]"), request: "GET /same", at: 1)
        report.add(try diff("[1,2]", "[3,4]"), request: "GET /a", at: 2)
        report.add(try diff("[1,2]", "[1,5]"), request: "GET /b", at: 3)
        report.add(try diff(#"{"p":1}"#, #"{"q":1}"#), request: "GET /c\u{1B}", at: 4)
        #expect(report.compared == 4 && report.different == 3 && report.others == 0)
        #expect(report.sorted.map(\.name) == ["body /*", "body /p", "body /q"])
        let first = try #require(report.sorted.first)
        #expect(first.responses == 2 && first.places == 3 && first.firstSeen == 2 && first.request == "GET /a")
        #expect(
            report.text == """
                4 compared, 3 differ (75%)
                  body /*: changed in 2 (50%)
                    1 → 3 at body /0, GET /a
                  body /p: missing in 1 (25%)
                    1 → nothing at body /p, GET /c?
                  body /q: added in 1 (25%)
                    nothing → 1 at body /q, GET /c?

                """)
        var json = JSONWriter()
        report.write(to: &json)
        let read = try JSON(Bytes(copying: json.bytes))
        #expect(read["compared"].integer == 4 && read["different"].integer == 3)
        #expect(read["fields"][0]["share"].double == 0.5 && read["fields"][0]["field"].string == "body /*")
        #expect(read["fields"][0]["example"]["candidate"].string == "3")
        #expect(read["fields"][1]["example"]["candidate"].isNull && read["fields"][1]["kind"].string == "missing")
    }

    @Test("fields beyond the bound are counted together")
    func bounded() throws {
        var report = DiffReport()
        for number in 0..<DiffLimits.fieldsMax + 10 {
            report.add(try diff(#"{"k\#(number)":1}"#, #"{"k\#(number)":2}"#), request: "GET /", at: 0)
        }
        #expect(report.sorted.count == DiffLimits.fieldsMax && report.others == 10)
        #expect(report.text.contains("in fields that are not listed: 10"))
        #expect(DiffReport().text == "0 compared, 0 differ (0%)\n")
    }

    private func diff(_ one: String, _ other: String) throws -> ResponseDiff {
        func response(_ body: String) -> DiffResponse {
            DiffResponse(status: 200, headers: [("content-type", "application/json")], body: Array(body.utf8))
        }
        return ResponseDiff(baseline: response(one), candidate: response(other), rules: try DiffRules())
    }
}
