import Isolate
import Testing
import Toolchain
import Wasm

@testable import Server

@Suite("A page of a developer's host")
struct DevelopmentPageTests {
    private let hostile = "</pre><script>alert('1')</script><img src=x onerror=\"x\"> & \u{202E}\u{1B}[31m\0"

    /// The page's own parts, apart from which no tag may stand in it.
    private func strangers(_ page: DevelopmentPage) -> [String] {
        let own: Set = [
            "!doctype", "html", "head", "meta", "noscript", "title", "style", "body", "main", "p", "h1", "section",
            "pre",
            "span", "footer", "script", "code", "dl", "dt", "dd", "ol", "li",
        ]
        let names = page.html.split(separator: "<").dropFirst().map { tag in
            String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber || $0 == "!" })
        }
        return names.filter { !own.contains($0) } + (page.html.components(of: "<script").count == 2 ? [] : ["script"])
    }

    @Test("escapes what compilers say of hostile sources")
    func build() {
        let message = CompilerMessage(
            file: hostile, line: 1, column: 2, severity: .error, text: hostile, excerpt: [hostile], hint: hostile)
        for messages in [[message], []] {
            let failure = BuildFailure(.package, hostile, messages: messages, output: hostile)
            let page = DevelopmentPage(failure, worker: hostile, hasVersion: true, mark: "m", nonce: "n")
            #expect(strangers(page).isEmpty)
            #expect(page.html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"))
            #expect(!page.html.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{1B}" || $0 == "\0" })
        }
    }

    @Test("escapes what a worker says of itself, and names the limit and its key")
    func fault() {
        let notes = FaultNotes(
            worker: hostile, path: "/nowhere", version: "1",
            fault: Fault(.cpu, hostile, frames: [Frame(hostile)], limit: .init(key: "limits.cpu", value: "50ms")),
            status: 503, cpu: .microseconds(50_100), memoryBytes: 65536, memoryBytesMax: 1 << 20,
            request: "GET /\(hostile)", requestID: "id")
        let report = FaultReport(notes, .failure(ToolchainError(.missing, hostile)))
        let page = DevelopmentPage(report, mark: "m", nonce: "n")
        #expect(strangers(page).isEmpty)
        for part in ["limits.cpu = &quot;50ms&quot;", "50100 µs", "64KiB of 1MiB"] { #expect(page.html.contains(part)) }
        #expect(report.text.contains("limit: workers.\(hostile).limits.cpu = \"50ms\""))
    }

    @Test("lets in no script or style but its own")
    func policy() {
        let page = DevelopmentPage(building: "hello", mark: "m", nonce: "abc")
        #expect(page.policy.contains("default-src 'none'"))
        #expect(page.policy.contains("script-src 'nonce-abc'"))
        #expect(page.html.contains("<script nonce=\"abc\">"))
        #expect(!page.policy.contains("unsafe"))
    }
}

extension String {
    fileprivate func components(of text: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
