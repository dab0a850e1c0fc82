import Glibc
import Hardening
import Testing

@testable import Server

@Suite("[hardening] and user")
struct ConfigHardeningTests {
    @Test("every key is read")
    func keys() throws {
        let config = try ConfigFixture().parse(
            """
            user = "root:4711"
            hardening = { seccomp = "off", landlock = false, no_new_privileges = false, core_dumps = true, required = true }
            \(completeStart)
            """)
        #expect(config.user?.user == 0 && config.user?.group == 4711)
        let hardening = config.hardening
        #expect(hardening.seccomp == .off && !hardening.landlock && !hardening.noNewPrivileges)
        #expect(hardening.coreDumps && hardening.required)
        let standard = try ConfigFixture().parse(completeStart)
        #expect(standard.user == nil && standard.hardening == Config.Hardening())
    }

    @Test(
        "mistakes name the key and what to write",
        arguments: [
            ("user = \"no-such-user\"", "user: user \"no-such-user\": there is none of that name"),
            ("user = \"4711\"", "write user = \"name\" or \"name:group\""),
            ("hardening = { seccomp = \"on\" }", "hardening.seccomp: \"on\" is no mode; write one of \"enforce\""),
            ("hardening = { no_new_privileges = false }", "seccomp and landlock are built on it"),
            ("hardening = { user = \"www\" }", "write user before the first [table]"),
        ])
    func mistakes(text: String, said: String) throws {
        let mistakes = try ConfigFixture().mistakes("\(text)\n\(completeStart)")
        #expect(mistakes.count == 1 && mistakes[0].contains(said), "\(mistakes)")
    }

    @Test("another user's cache is not in our home")
    func cache() throws {
        let config = try ConfigFixture().parse("user = \"4711:4711\"\n\(completeStart)")
        let set = unsafe getenv("CACHE_DIRECTORY").map { unsafe String(cString: $0) }
        #expect(config.cacheDirectory == set ?? "/var/cache/swiftlet")
    }

    @Test("variables that hold secrets are remembered, to be erased")
    func secretVariables() throws {
        unsafe setenv("HARDENING_TEST_TOKEN", "x", 1)
        let config = try ConfigFixture().parse(
            """
            \(completeStart)
            [workers.a]
            path = "hello.wasm"
            secrets = { A = { environment = "HARDENING_TEST_TOKEN" }, B = { environment = "HARDENING_TEST_TOKEN" } }
            """)
        #expect(config.secretVariables == ["HARDENING_TEST_TOKEN"])
    }
}
