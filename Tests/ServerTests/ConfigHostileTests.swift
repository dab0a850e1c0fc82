import Testing

@testable import Server

/// Files that are no configuration at all: each must end in a message.
@Suite struct ConfigHostileTests {
    @Test(
        "text that is no TOML gets its line",
        arguments: [
            ("threads = \n", 3), ("\n\n[limits\n", 5), ("a = 1\na = 2", 4), ("x = \"abc\ny = 1", 3), ("= 1", 3),
            ("a = [1, 2", 3), ("a = { b = 1", 3), ("[a]\n[a]", 4), ("a = \"\\q\"", 3), ("key", 3),
            ("[[a]]\n[a]\nb = 1", 4),
            ("a.b = 1\na.b.c = 2", 4), ("\"\"\"", 3), ("a = '''\n\n", 3), ("[routes]\nx = 1", 3),
        ])
    func notTOML(_ text: String, _ line: Int) throws {
        let found = try ConfigFixture().mistakes(completeStart + text)
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("swiftlet.toml:\(line): "), "\(found)")
    }

    @Test("a key or value nested too deep is refused before the library sees it")
    func deep() throws {
        let fixture = try ConfigFixture()
        let dotted = Array(repeating: "a", count: 500_000).joined(separator: ".")
        for text in [
            dotted + " = 1", "[\(dotted)]", "[[\(dotted)]]", "a = { \(dotted) = 1 }", "\"\(dotted)\" = 1",
            "a = " + String(repeating: "[", count: 100_000), "a = " + String(repeating: "{b=", count: 100_000),
            "? = 1\n" + dotted + " = 1", "? " + dotted + " = 1", "x = 1 \(dotted) = 1", "x = [1 \(dotted)]",
        ] {
            #expect(fixture.mistakes(completeStart + text).count == 1)
        }
    }

    @Test("a NUL character is refused, as itself and as an escape, in values and in keys")
    func nul() throws {
        let fixture = try ConfigFixture()
        #expect(
            fixture.mistakes(completeStart + "cache = \"a\\u0000b\"")
                == ["swiftlet.toml:3: a NUL character (\\u0000); leave it out"])
        #expect(
            fixture.mistakes(completeStart + "\"a\\U00000000\" = 1")
                == ["swiftlet.toml:3: a NUL character (\\u0000); leave it out"])
        #expect(
            fixture.mistakes(completeStart + "cache = \"a\0b\"")
                == ["swiftlet.toml:3: is not UTF-8 text; save the file as UTF-8"])
    }

    @Test("bytes that are not UTF-8 get their line")
    func notText() throws {
        let found = try ConfigFixture().mistakes(Array(completeStart.utf8) + [0x61, 0x20, 0x3D, 0x20, 0xFF])
        #expect(found == ["swiftlet.toml:3: is not UTF-8 text; save the file as UTF-8"])
    }

    @Test("a valid file cut at any byte, or with any byte replaced, never traps")
    func mangled() throws {
        let fixture = try ConfigFixture()
        let example = Array(ConfigExampleTests.example.utf8)
        for end in stride(from: 0, to: example.count, by: 7) {
            _ = fixture.mistakes(Array(example[..<end]))
        }
        var random = SystemRandomNumberGenerator()
        let letters = Array("\"'[]{}=,.#\\\n\r \0\u{7F}9a".utf8) + [0xFF]
        for _ in 0..<400 {
            var mangled = example
            for _ in 0..<3 { mangled[Int.random(in: 0..<mangled.count, using: &random)] = letters.randomElement() ?? 0 }
            _ = fixture.mistakes(mangled)
        }
    }

    @Test("integers at the ends of their range are read or refused, never computed with")
    func numbers() throws {
        let fixture = try ConfigFixture()
        for text in [
            "threads = 9223372036854775807", "threads = -9223372036854775808", "threads = 9223372036854775808",
            "[limits]\nbody_bytes = 9223372036854775807", "[limits]\nbody_bytes = \"9223372036854775807GiB\"",
            "[limits]\nidle_timeout = \"9223372036854775807h\"", "threads = nan", "threads = 1979-05-27 07:32:00",
        ] {
            #expect(fixture.mistakes(completeStart + text).count == 1, "\(text)")
        }
    }

    @Test("a file of the wrong kind, or too large, is refused")
    func wrongFile() throws {
        let fixture = try ConfigFixture()
        for path in [fixture.directory, "/dev/zero", fixture.directory + "/large"] {
            if path.hasSuffix("large") { try fixture.write("large", String(repeating: "#", count: 5 << 20)) }
            #expect(throws: ConfigError.self) { try ConfigFile.load(path) }
        }
    }
}
