import Foundation
import Testing

/// One server for several steps: the first build of a package takes seconds.
@Suite("swiftlet dev", .serialized)
struct DevCommandTests {
    private static let browser = "Accept: text/html"

    @Test("follows a developer: first errors, edits, a trap, the configuration, Ctrl-C in the middle of a build")
    func session() throws {
        let dev = try RunningDev(RunningDev.worker(".text(1)"))
        try servesErrorsOfFirstBuild(dev)
        try makesEditsLive(dev)
        try showsBrokenEditsToBrowser(dev)
        try tellsLineOfTrap(dev)
        try startsAnewWithConfiguration(dev)
        try endsWithItsCompilers(dev)
    }

    private func servesErrorsOfFirstBuild(_ dev: RunningDev) throws {
        let text = try dev.curl()
        #expect(text.status == 503)
        #expect(text.body.contains("Hello.swift:6:"))
        #expect(try dev.curl(Self.browser).status == 503)
        try dev.edit(RunningDev.worker(".text(\"one\")"))
        try dev.waitUntilPrinted("hello live in")
        #expect(try dev.curl() == (200, "one"))
        #expect(try dev.curl(Self.browser) == (200, "one"))
    }

    private func makesEditsLive(_ dev: RunningDev) throws {
        try dev.edit(RunningDev.worker(".text(\"two\")"))
        try dev.waitUntilPrinted("hello live in", times: 2)
        #expect(try dev.curl() == (200, "two"))
    }

    private func showsBrokenEditsToBrowser(_ dev: RunningDev) throws {
        try dev.edit(RunningDev.worker(".text(two)"))
        try dev.waitUntilPrinted("the last version goes on serving")
        #expect(dev.output.contains("Hello.swift:6:15: error: cannot find 'two' in scope"))
        #expect(try dev.curl() == (200, "two"))
        let page = try dev.curl(Self.browser)
        #expect(page.status == 500)
        #expect(page.body.contains("cannot find &#39;two&#39; in scope"))
        try asksForPagesUnseen(dev)
    }

    /// Open pages ask every second whether they are out of date: the live log is no place for that.
    private func asksForPagesUnseen(_ dev: RunningDev) throws {
        let requests = dev.output.matches(of: #/GET / /#).count
        #expect(try dev.curl("swiftlet-development: 1").status == 200)
        #expect(try dev.curl() == (200, "two"))
        try dev.waitUntilPrinted("GET / ", times: requests + 1)
        #expect(dev.output.matches(of: #/GET / /#).count == requests + 1)
    }

    private func tellsLineOfTrap(_ dev: RunningDev) throws {
        try dev.edit(
            RunningDev.worker(
                """
                let bytes: [UInt8] = []
                let index = request.path.utf8.count
                return .text("\\(bytes[index])")
                """))
        try dev.waitUntilPrinted("hello live in", times: 3)
        let trap = try dev.curl()
        #expect(trap.status == 500)
        #expect(trap.body.contains("Sources/hello/Hello.swift:8"))
        #expect(try dev.curl(Self.browser).body.contains("<!doctype html>"))
        try dev.waitUntilPrinted("Sources/hello/Hello.swift:8")
    }

    private func startsAnewWithConfiguration(_ dev: RunningDev) throws {
        try dev.folder.write("hello/swiftlet.toml", "listeners = 3\n".utf8)
        try dev.waitUntilPrinted("the old one stays")
        #expect(try dev.curl().status == 500)
        let config = """
            listeners = [{ address = "127.0.0.1:0", cleartext = true }]
            workers.hello = { path = "." }
            [[routes]]
            match = "*/worker"
            worker = "hello"
            [[routes]]
            match = "*/*"
            respond = { status = 200, body = "from the new configuration" }
            """
        try dev.folder.write("hello/swiftlet.toml", config.utf8)
        try dev.waitUntilPrinted("listening on", times: 2)
        #expect(try dev.curl() == (200, "from the new configuration"))
    }

    private func endsWithItsCompilers(_ dev: RunningDev) throws {
        let versions = dev.output.matches(of: #/hello live in/#).count
        try dev.edit(RunningDev.worker(".text(\"never\")"))
        try waitUntil("a compiler runs") { try !dev.children().isEmpty }
        let children = try dev.children().compactMap { Int32($0.split(separator: " ").first ?? "") }
        dev.process.signal(SIGINT)
        #expect(dev.process.wait() == 0)
        try waitUntil("the compilers have ended") { children.allSatisfy { kill($0, 0) != 0 } }
        #expect(dev.output.hasSuffix("stopped\n"))
        #expect(dev.output.matches(of: #/hello live in/#).count == versions)
    }

    @Test("says in one line what is wrong before it begins")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let nothing = try Command(Repository.binary, "dev", folder.path("none"))
        #expect(nothing.exitCode == 65)
        #expect(nothing.errors.contains("none: no such directory"))
        let empty = try Command(Repository.binary, "dev", folder.path(""))
        #expect(empty.exitCode == 65)
        #expect(empty.errors.contains("no Package.swift"))
        for result in [nothing, empty] { #expect(result.errors.split(separator: "\n").count == 1) }
    }

    @Test("names the port that is in use, and the option for another")
    func portInUse() throws {
        let server = try RunningServer(Routes.fixed)
        let folder = try TemporaryFolder()
        try RunningDev.writePackage(folder, RunningDev.worker(".text(\"x\")"))
        let port = server.port(.cleartext)
        let result = try Command(Repository.binary, "dev", folder.path("hello"), "--port", "\(port)")
        #expect(result.exitCode == 71)
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(result.errors.contains("127.0.0.1:\(port)") && result.errors.contains("--port"))
    }
}
