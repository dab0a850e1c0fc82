import Foundation
import Hardening
import Testing

@testable import Server

@Suite("What stays within reach")
struct WallPlanTests {
    private let fixture: ConfigFixture

    init() throws { fixture = try ConfigFixture() }

    private func rules(_ text: String, modules: [String] = []) throws -> Landlock {
        WallPlan.rules(
            try fixture.parse("listeners = [{ address = \"127.0.0.1:0\" }]\ncache = \"cache\"\n\(text)"),
            modules: modules)
    }

    private func readable(_ rules: Landlock) -> [String] { rules.files.filter { $0.access == .read }.map(\.path) }

    private func writable(_ rules: Landlock) -> [String] { rules.files.filter { $0.access == .write }.map(\.path) }

    private let fixed = "[[routes]]\nmatch = \"*/*\"\nrespond = {}\n"

    @Test("a server of fixed answers writes nothing, resolves nothing and connects to nobody")
    func least() throws {
        let rules = try rules(fixed)
        #expect(writable(rules) == [])
        #expect(rules.ports == [])
        #expect(!readable(rules).contains { $0 == "/etc" || $0.hasPrefix(fixture.directory) || $0 == "/" })
    }

    @Test("the directory around static files, that of a module, and the cache for writing")
    func files() throws {
        let rules = try rules(
            """
            [workers.hello]
            path = "hello.wasm"
            [[routes]]
            match = "*/*"
            files = "public"
            """, modules: ["/srv/modules/hello.wasm"])
        #expect(readable(rules).contains(fixture.directory))
        #expect(readable(rules).contains("/srv/modules"))
        #expect(writable(rules) == ["\(fixture.directory)/cache"])
    }

    @Test("never the whole file system: what lies in / is allowed alone")
    func root() throws {
        let rules = try rules("[[routes]]\nmatch = \"*/*\"\nfiles = \"/tmp\"\n")
        #expect(readable(rules).contains("/tmp"))
        #expect(!readable(rules).contains("/"))
    }

    @Test("through a link, also the directory to which it leads")
    func link() throws {
        try fixture.write("releases/1/a.txt", "text")
        try fixture.write("site/b.txt", "text")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.directory + "/site/current", withDestinationPath: fixture.directory + "/releases/1")
        let readable = readable(try rules("[[routes]]\nmatch = \"*/*\"\nfiles = \"site/current\"\n"))
        #expect(readable.contains("\(fixture.directory)/site"))
        #expect(readable.contains("\(fixture.directory)/releases"))
    }

    @Test("ports are those of the origins, and the resolver's where one has a name")
    func ports() throws {
        let addresses = try rules(
            "[origins.a]\nurl = \"http://10.0.0.7:9000\"\n[origins.b]\nurl = \"http://[::1]\"\n" + fixed)
        #expect(addresses.ports == [80, 9000])
        #expect(!readable(addresses).contains("/etc"))
        let names = try rules("[origins.a]\nurl = \"http://shop.internal:9000\"\n" + fixed)
        #expect(names.ports == [53, 9000])
        #expect(readable(names).contains("/etc"))
    }

    @Test("the system's authorities where an origin is verified by them")
    func authorities() throws {
        let own = try rules("[origins.a]\nurl = \"https://10.0.0.7\"\nca = \"cert.pem\"\n" + fixed)
        #expect(!readable(own).contains("/usr/share/ca-certificates"))
        let system = try rules("[origins.a]\nurl = \"https://10.0.0.7\"\n" + fixed)
        #expect(readable(system).contains("/usr/share/ca-certificates"))
    }
}
