import Foundation
import Testing

/// Each template as a user meets it: made, checked, built, tested, served, asked with the lines of its README.
///
/// All are built in one directory, one after another, so that what they share, SDK and dependencies, is compiled once:
/// what is compiled of the template itself is compiled each time.
@Suite("Templates")
struct TemplateTests {
    private struct Expectation {
        var template: String
        /// What the README's curl lines print, one after another.
        var answers: [[String]]
    }

    private let expectations = [
        Expectation(template: "hello", answers: [["200 OK", "hello, world"]]),
        Expectation(
            template: "ab",
            answers: [
                ["X-Variant: ", "Set-Cookie: ab-checkout=", "the shop"], ["X-Variant: ", "Vary: Cookie", "the shop"],
                ["X-Variant: fast", "the shop"],
            ]),
        Expectation(
            template: "bff",
            answers: [
                [
                    "application/json",
                    #"{"user":{"name":"Ada"},"orders":[{"id":1,"total":2.50}],"recommendations":["soap"]}"#,
                ]
            ]),
        Expectation(
            template: "proxy",
            answers: [["X-Content-Type-Options: nosniff", "the site"], ["X-Internal-Trace", "the site"]]),
        Expectation(
            template: "gate",
            answers: [
                ["401 Unauthorized", #"WWW-Authenticate: Bearer realm="api""#], [#"{"secret":42}"#],
                [#"{"secret":42}"#],
            ]),
    ]

    @Test("Each is made, built, tested and served, and its README tells the truth")
    func templates() throws {
        let folder = try TemporaryFolder()
        let help = try Command(Repository.binary, "new", "--help").output
        for expectation in expectations {
            #expect(help.contains("\n  \(expectation.template) "))
            try examine(expectation, in: folder)
        }
    }

    private func examine(_ expectation: Expectation, in folder: TemporaryFolder) throws {
        try makeAnew(expectation.template, in: folder)
        let package = folder.path("my-worker")

        let check = try Command(in: package, [Repository.binary, "check"])
        #expect(check.exitCode == 0, "\(expectation.template): \(check.everything)")

        let build = try Command(Repository.binary, "build", package)
        #expect(build.exitCode == 0, "\(expectation.template): \(build.everything)")
        #expect(FileManager.default.fileExists(atPath: package + "/.build/swiftlet/my-worker.wasm"))

        let test = try Command("swift", "test", "--package-path", package)
        #expect(test.exitCode == 0, "\(expectation.template): \(test.everything)")
        #expect((test.output + test.errors).contains(/Test run with [1-9]\d* tests? .*passed/), "\(test.everything)")

        let server = try ServedPackage(package)
        let readme = try folder.text("my-worker/README.md")
        let lines = readme.split(separator: "\n").filter { $0.hasPrefix("curl ") }.map(String.init)
        #expect(lines.count == expectation.answers.count)
        for (line, words) in zip(lines, expectation.answers) {
            let answer = try Command("sh", "-c", server.onItsPorts(line)).output
            for word in words { #expect(answer.contains(word), "\(expectation.template): \(line)\n\(answer)") }
        }
    }

    /// The package of another template in the same place, with the build directory of the last one.
    private func makeAnew(_ template: String, in folder: TemporaryFolder) throws {
        let files = FileManager.default
        let build = folder.path("my-worker/.build")
        let kept = folder.path("kept")
        if files.fileExists(atPath: build) {
            try files.moveItem(atPath: build, toPath: kept)
            try files.removeItem(atPath: folder.path("my-worker"))
        }
        let new = try Command(
            Repository.binary, "new", "my-worker", "--template", template, "--directory", folder.path(""))
        #expect(new.exitCode == 0, "\(new.everything)")
        if files.fileExists(atPath: kept) { try files.moveItem(atPath: kept, toPath: build) }
    }
}
