import Testing

@testable import Bench

@Suite("The step's summary")
struct SummaryTests {
    @Test("has tables of costs, latencies and comparisons, and the functions that grew")
    func tables() {
        let text = Summary.markdown(SampleRun.failed())
        #expect(text.hasPrefix("### ❌ bench storefront 3f9a12c0: 2 failed\n"))
        #expect(text.contains("| ❌ | checkout | "))
        #expect(text.contains("| &#43;1,294 | "))
        #expect(text.contains("| JSONReader&#46;object(body&#58;) |"))
        #expect(text.contains("| ❌ | checkout (B) |"))
        #expect(Summary.markdown(SampleRun.passed()).hasPrefix("### ✅ bench storefront 3f9a12c0\n"))
    }

    @Test("keeps each row of a table to its columns, whatever the names", arguments: HostileRun.all)
    func hostile(_ run: BenchRun) {
        let text = Summary.markdown(run)
        #expect(text.utf8.count <= ReportLimits.summaryBytes + 100)
        var columns = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                columns = 0
                continue
            }
            let count = line.count { $0 == "|" }
            if columns > 0 { #expect(count == columns) }
            columns = count
        }
        // What would be mark-up is left of ours only.
        for forbidden in ["<", ">", "`", "](", "@", "javascript:", "http:", "https:"] {
            #expect(!text.contains(forbidden))
        }
    }
}
