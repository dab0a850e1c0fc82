import Foundation
import Testing

@testable import Bench

@Suite("The page")
struct BenchPageTests {
    /// The elements that the page makes; a name that became one would be another.
    private static let elements: Set<String> = [
        "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "details", "summary",
        "h1", "h2", "h3", "p", "b", "br", "span", "dl", "dt", "dd", "div", "ul", "li", "table", "thead", "tbody", "tr",
        "th",
        "td", "figure", "figcaption", "svg", "line", "path", "circle", "rect", "text",
    ]

    @Test("is well-formed and of its own elements only, whatever the names", arguments: HostileRun.all)
    func hostile(_ run: BenchRun) {
        let page = BenchPage.html(run, history: SampleRun.history(5))
        let document = WellFormed(page)
        #expect(document.mistake == nil)
        #expect(Set(document.elements).subtracting(Self.elements) == [])
        #expect(page.utf8.count < 4 << 20)
        for (_, values) in document.attributes {
            #expect(values.keys.allSatisfy { !$0.hasPrefix("on") })
            #expect(values["href"] == nil && values["src"] == nil)
            // A coordinate that is no number draws nothing.
            for name in ["x", "y", "width", "height", "cx", "cy", "x1", "x2", "y1", "y2", "d"] {
                #expect(values[name]?.contains("nan") != true && values[name]?.contains("inf") != true)
            }
        }
    }

    @Test("loads nothing and runs nothing")
    func selfContained() {
        let page = BenchPage.html(SampleRun.failed(), history: SampleRun.history(5))
        #expect(!page.contains("<script"))
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("url("))
        #expect(page.contains("default-src 'none'"))
    }

    @Test("has a drawing for everything that can be drawn")
    func drawings() {
        let plots = WellFormed(BenchPage.html(SampleRun.failed(), history: SampleRun.history(30)))
            .attributes.filter { $0.element == "svg" && $0.values["class"] == "plot" }
            .compactMap { $0.values["aria-label"] }
        #expect(
            plots == [
                "Latency by percentile of home", "Histogram of home", "Latency by percentile of checkout",
                "Histogram of checkout", "Latency of home at rising rates", "home: instructions", "cart: instructions",
                "home: p99",
            ])
    }

    @Test("says which functions grew, and what failed")
    func failure() {
        let text = WellFormed(BenchPage.html(SampleRun.failed())).text
        #expect(text.contains("failed: checkout, search"))
        #expect(text.contains("cost: "))
        #expect(text.contains("+1,294"))
        #expect(text.contains("the answer is 500, expected 200"))
        #expect(text.contains("disturbed: other processes took 31%"))
        #expect(text.contains("B is slower"))
    }

    @Test("fits a phone and a desk", .enabled(if: Browser.path != nil))
    func browser() throws {
        let history = SampleRun.history(30)
        let pages = [SampleRun.failed(), HostileRun.run()].map { BenchPage.html($0, history: history) }
        for measured in try Browser.measure(pages, widths: [390, 1280]) {
            #expect(measured.content <= measured.window, "\(measured)")
            #expect(measured.plots >= 8 && measured.emptyPlots == 0, "\(measured)")
        }
    }
}
