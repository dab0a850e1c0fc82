import Foundation
import Glibc
import Testing

@testable import Isolate
@testable import Server

struct ConfigSecretTests {
    let fixture: ConfigFixture

    init() throws { fixture = try ConfigFixture() }

    private func file(_ secrets: String) -> String {
        completeStart + "[workers.a]\npath = \"hello.wasm\"\n[workers.a.secrets]\n\(secrets)\n"
    }

    private func value(_ secrets: String) throws -> SecretValue? {
        try fixture.parse(file(secrets)).workers[0].secrets.first?.value
    }

    @Test(
        "One line end behind the secret is no part of it",
        arguments: [
            ("abc", "abc"), ("abc\n", "abc"), ("abc\r\n", "abc"), ("abc\n\n", "abc\n"), ("a\nb\n", "a\nb"),
            (" a ", " a "),
        ])
    func lineEnd(_ text: String, _ expected: String) throws {
        try fixture.write("token.txt", text)
        #expect(try value("TOKEN = { file = \"token.txt\" }")?.isEqual(Array(expected.utf8)) == true)
    }

    @Test("A secret may come from the environment")
    func environment() throws {
        unsafe setenv("SWIFTLET_TEST_SECRET", "from outside", 1)
        #expect(
            try value("TOKEN = { environment = \"SWIFTLET_TEST_SECRET\" }")?.isEqual(Array("from outside".utf8)) == true
        )
    }

    @Test("64 KiB are the most")
    func size() throws {
        try fixture.write("token.txt", String(repeating: "x", count: 64 << 10))
        #expect(try value("TOKEN = { file = \"token.txt\" }") != nil)
    }

    @Test("Several are sorted by name")
    func several() throws {
        try fixture.write("token.txt", "a")
        let config = try fixture.parse(file("B = { file = \"token.txt\" }\nA = { file = \"token.txt\" }"))
        #expect(config.workers[0].secrets.map(\.name) == ["A", "B"])
    }

    private static let place: String = "swiftlet.toml:6: workers.a.secrets"
    private static let way: String = "write TOKEN = { file = \"token.txt\" } or { environment = \"TOKEN\" }"
    private static let size: String = "give it a secret of 1 byte to 64KiB"

    private static let mistakes: [(String, String)] = [
        (
            "TOKEN = { file = \"none\" }",
            "\(place).TOKEN.file: there is no \"DIR/none\"; make it, or name another (relative paths start at this file's directory)"
        ),
        (
            "TOKEN = { environment = \"SWIFTLET_TEST_UNSET\" }",
            "\(place).TOKEN.environment: the environment variable \"SWIFTLET_TEST_UNSET\" is not set; \(size)"
        ),
        (
            "TOKEN = { environment = \"A=B\" }",
            "\(place).TOKEN.environment: is no name of an environment variable; write environment = \"TOKEN\"; the secret itself does not stand in this file"
        ),
        (
            "TOKEN = { file = \"good\", environment = \"HOME\" }",
            "\(place).TOKEN: says both file and environment; remove one of them"
        ),
        ("TOKEN = {}", "\(place).TOKEN: says not where the secret is; \(way)"),
        ("TOKEN = \"hunter2\"", "\(place).TOKEN: a secret does not stand in this file; \(way)"),
        ("TOKEN = 17", "\(place).TOKEN: a secret does not stand in this file; \(way)"),
        ("TOKEN = { file = 17 }", "\(place).TOKEN.file: is no name; write file = \"token.txt\""),
        ("TOKEN = { file = \"\" }", "\(place).TOKEN.file: is no name; write file = \"token.txt\""),
        (
            "TOKEN = { file = \"large\" }",
            "\(place).TOKEN.file: \"DIR/large\" cannot be read: larger than 64KiB; \(size)"
        ),
        ("TOKEN = { file = \"empty\" }", "\(place).TOKEN.file: \"DIR/empty\" is empty; \(size)"),
        ("TOKEN = { file = \"line\" }", "\(place).TOKEN.file: \"DIR/line\" is empty; \(size)"),
        (
            "TOKEN = { file = \"nul\" }",
            "\(place).TOKEN.file: \"DIR/nul\" holds a NUL byte: write binary keys as base64 or hexadecimal text; \(size)"
        ),
        (
            "TOKEN = { file = \"public\" }",
            "\(place).TOKEN.file: \"DIR/public\" cannot be read: not a regular file; \(size)"
        ),
        (
            "\"A B\" = { file = \"good\" }",
            "\(place).\"A B\": \"A B\" is no name; write 1 to 64 letters, digits, \"-\", \"_\" or \".\", not \".\" or \"..\" alone"
        ),
    ]

    @Test("Each mistake is told with what would be right, and never with a value", arguments: mistakes)
    func isTold(_ secrets: String, _ line: String) throws {
        try fixture.write("good", "hunter2")
        try fixture.write("large", String(repeating: "hunter2 ", count: 8193))
        try fixture.write("empty", "")
        try fixture.write("line", "\n")
        try fixture.write("nul", "hunter2\0hunter2")
        let lines = fixture.mistakes(file(secrets))
        #expect(lines == [line])
        #expect(!lines.joined().contains("hunter2"))
    }

    @Test("A value in the file, or in place of the table, is not repeated")
    func values() {
        let inside = fixture.mistakes(file("TOKEN = { value = \"hunter2\" }"))
        #expect(inside.count == 2 && !inside.joined().contains("hunter2"))
        let instead = fixture.mistakes(
            completeStart + "[workers.a]\npath = \"hello.wasm\"\nsecrets = \"hunter2\"\n")
        #expect(
            instead
                == [
                    "swiftlet.toml:5: workers.a.secrets: is no table; write secrets = { TOKEN = { file = \"token.txt\" } }"
                ])
    }

    @Test("A configuration that is printed or dumped does not show them")
    func dumped() throws {
        try fixture.write("token.txt", "hunter2")
        let config = try fixture.parse(file("TOKEN = { file = \"token.txt\" }"))
        var text = "\(config)"
        dump(config, to: &text)
        #expect(!text.contains("hunter2"))
        #expect(text.contains("TOKEN"))
    }
}
