import Testing

@testable import Server

@Suite struct ConfigMistakeTests {
    /// A file behind `completeStart` (so its first line is the 3rd), and the one line that it gets.
    struct Case: CustomTestStringConvertible, Sendable {
        var text: String
        var line: String
        var testDescription: String { line }

        init(_ text: String, _ line: String) {
            self.text = text
            self.line = line
        }
    }

    static let keys = [
        Case(
            "thraeds = 4",
            "swiftlet.toml:3: thraeds: unknown key; did you mean threads? (known here: access_log, admin, cache, deploy, hardening, limits, listeners, log_level, origins, routes, threads, user, workers)"
        ),
        Case(
            "threads = \"four\"", "swiftlet.toml:3: threads: \"four\" is a string; write a whole number from 0 to 1024"),
        Case("threads = -1", "swiftlet.toml:3: threads: -1 is out of range; write a whole number from 0 to 1024"),
        Case(
            "threads = 1.5",
            "swiftlet.toml:3: threads: \"1.5\" without quotes is no value that a key takes; write \"text\" in quotes, a whole number, true, false, [ … ] or { … }"
        ),
        Case(
            "[limits]\nidle_timeout = 5s",
            "swiftlet.toml:4: limits.idle_timeout: \"5s\" without quotes is no value that a key takes; write \"text\" in quotes, a whole number, true, false, [ … ] or { … }"
        ),
        Case(
            "log_level = \"loud\"",
            "swiftlet.toml:3: log_level: \"loud\" is no level; write one of trace, debug, info, warning, error"),
        Case(
            "access_log = \"nowhere/log\"",
            "swiftlet.toml:3: access_log: there is no directory for \"nowhere/log\"; write \"off\", \"stdout\", \"stderr\" or the path of a file in a directory that exists"
        ),
        Case(
            "[limits]\nheader_bytes = \"32 KiB\"",
            "swiftlet.toml:4: limits.header_bytes: \"32 KiB\" is no size; write bytes, or a whole number and B, KB, MB, GB, KiB, MiB or GiB, from \"1KiB\" to \"1MiB\""
        ),
        Case(
            "[limits]\nidle_timeout = 60",
            "swiftlet.toml:4: limits.idle_timeout: 60 is an integer; write a whole number and us, ms, s, m or h, from \"100ms\" to \"1h\""
        ),
        Case(
            "[limits]\nidle_timeout = \"2h\"",
            "swiftlet.toml:4: limits.idle_timeout: \"2h\" is out of range; write a whole number and us, ms, s, m or h, from \"100ms\" to \"1h\""
        ),
        Case(
            "[admin]\n[deploy]\nshadow = { share = 10 }",
            "swiftlet.toml:5: deploy.shadow.share: unknown key; a worker's share is said to `swiftlet shadow`"),
        Case(
            "[limits]\nuri_bytes = \"64KiB\"",
            "swiftlet.toml:3: limits: uri_bytes (64KiB) is more than header_bytes (32KiB), which counts the URI too; raise header_bytes or lower uri_bytes"
        ),
    ]

    static let origins = [
        Case(
            "[origins.a]", "swiftlet.toml:3: origins.a.url: is missing; write url = \"http://127.0.0.1:9000\""),
        Case(
            "[origins.a]\nurl = \"127.0.0.1:9000\"",
            "swiftlet.toml:4: origins.a.url: \"127.0.0.1:9000\" does not begin with http:// or https://; write http:// or https://, host, port if needed, and path if any: \"http://10.0.0.7:9000/v1\""
        ),
        Case(
            "[origins.a]\nurl = \"https://a.example\"\nverify = false",
            "swiftlet.toml:5: origins.a.verify: unknown key; certificates are always verified: name the authority to trust with ca = \"ca.pem\""
        ),
        Case(
            "[origins.a]\nurl = \"http://a.example\"\nca = \"cert.pem\"",
            "swiftlet.toml:5: origins.a.ca: the origin's url is not encrypted; write url = \"https://…\" or remove this key"
        ),
        Case(
            "[origins.a]\nurl = \"http://a.example\"\nconnections = 4\nidle_connections = 5",
            "swiftlet.toml:3: origins.a: idle_connections (5) is more than connections (4); lower idle_connections or raise connections"
        ),
        Case(
            "[origins.\"a b\"]\nurl = \"http://a.example\"",
            "swiftlet.toml:3: origins.\"a b\": \"a b\" is no name; write 1 to 64 letters, digits, \"-\", \"_\" or \".\", not \".\" or \"..\" alone"
        ),
        Case(
            "[[origins]]\nurl = \"http://a.example\"",
            "swiftlet.toml:3: origins: this is an array; write a table, such as [origins.shop] url = \"http://127.0.0.1:9000\""
        ),
    ]

    static let workers = [
        Case(
            "[workers.\"..\"]\npath = \"hello.wasm\"",
            "swiftlet.toml:3: workers.\"..\": \"..\" is no name; write 1 to 64 letters, digits, \"-\", \"_\" or \".\", not \".\" or \"..\" alone"
        ),
        Case(
            "[workers.w]\npath = \"absent\"",
            "swiftlet.toml:4: workers.w.path: there is no \"DIR/absent\"; name a directory with a Package.swift, or a .wasm file (relative paths start at this file's directory)"
        ),
        Case(
            "[workers.w]\npath = \"public\"",
            "swiftlet.toml:4: workers.w.path: \"DIR/public\" holds no Package.swift; name a directory with a Package.swift, or a .wasm file (relative paths start at this file's directory)"
        ),
        Case(
            "[workers.w]\npath = \"hello.wasm\"\norigins = [\n  \"shop\",\n]",
            "swiftlet.toml:6: workers.w.origins[0]: no origin is named \"shop\" (the file has none); add [origins.shop] url = \"http://…\""
        ),
        Case(
            "[workers.w]\npath = \"hello.wasm\"\norigins = [\"shopp\"]\n[origins.shop]\nurl = \"http://a.example\"",
            "swiftlet.toml:5: workers.w.origins[0]: no origin is named \"shopp\" (there are: shop); did you mean \"shop\"? or add [origins.shopp] url = \"http://…\""
        ),
        Case(
            "[workers.w]\npath = \"hello.wasm\"\nenv = { A = 1 }",
            "swiftlet.toml:5: workers.w.env.A: 1 is an integer; variables are strings: write A = \"…\""),
        Case(
            "[workers.w]\npath = \"hello.wasm\"\n[workers.w.limits]\ncpu = \"31s\"",
            "swiftlet.toml:5: workers.w.limits: cpu (31s) is more than wall (30s), which counts it too; lower cpu or raise wall"
        ),
        Case(
            "[workers.w]\npath = \"hello.wasm\"\nlimits = { memmory = 1 }",
            "swiftlet.toml:5: workers.w.limits.memmory: unknown key; did you mean memory? (known here: background_cpu, background_wall, buffer_bytes, code, concurrency, cpu, init_cpu, log_bytes, log_rate, memory, queue, queue_wait, reserved, response_body_bytes, response_head_bytes, subrequests, subrequests_concurrent, wall)"
        ),
    ]

    @Test("a wrong key or value gets one line", arguments: keys + origins + workers)
    func oneLine(_ mistake: Case) throws {
        #expect(try ConfigFixture().mistakes(completeStart + mistake.text) == [mistake.line])
    }

    @Test("an empty file is told what it lacks")
    func empty() throws {
        #expect(
            try ConfigFixture().mistakes("") == [
                "swiftlet.toml:1: listeners: there is none; add [[listeners]] address = \"0.0.0.0:8443\"",
                "swiftlet.toml:1: routes: there is none; add [[routes]] match = \"*/*\" and one of worker, origin, files, respond, metrics",
            ])
    }

    @Test("a file that is not there is named")
    func absent() {
        #expect(throws: ConfigError.self) { try ConfigFile.load("/nonexistent/swiftlet.toml") }
        do throws(ConfigError) {
            _ = try ConfigFile.load("/nonexistent/swiftlet.toml")
        } catch {
            #expect(
                error.description
                    == "/nonexistent/swiftlet.toml: cannot be read: No such file or directory; name another file with --config, or make this one"
            )
        }
    }

    @Test("all mistakes are reported at once, in the order of the lines")
    func several() throws {
        let found = try ConfigFixture().mistakes(
            """
            threads = "x"
            [[listeners]]
            address = "nowhere"
            [workers.w]
            path = "absent"
            [[routes]]
            match = "*/*"
            worker = "v"
            [[routes]]
            match = "/x"
            origin = "o"
            """)
        #expect(
            found.map { $0.prefix { $0 != ";" } } == [
                "swiftlet.toml:1: threads: \"x\" is a string",
                "swiftlet.toml:3: listeners[0].address: \"nowhere\" is no address with a port",
                "swiftlet.toml:5: workers.w.path: there is no \"DIR/absent\"",
                "swiftlet.toml:8: routes[0].worker: no worker is named \"v\" (there are: w)",
                "swiftlet.toml:10: routes[1].match: \"/x\" is not host/path",
                "swiftlet.toml:11: routes[1].origin: no origin is named \"o\" (the file has none)",
            ])
    }
}
