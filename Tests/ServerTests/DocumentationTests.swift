import Foundation
import Glibc
import Testing

@testable import Server

/// Holds docs/configuration.md against the decoder: what one knows and the other does not fails here.
@Suite struct DocumentationTests {
    @Test("the tables list the keys that the decoder knows, and no others", arguments: DocumentedTable.all)
    func keys(_ table: DocumentedTable) throws {
        let unknown = "no-such-key-anywhere"
        let issue = try #require(try table.issues(key: unknown, value: "1").first { $0.key.hasSuffix(unknown) })
        let known = try #require(issue.remedy.firstMatch(of: /known here: ([a-z_, ]+)/)).1
        let documented = try table.rows().map(\.key)
        #expect(Set(documented) == Set(known.components(separatedBy: ", ")))
        #expect(Set(documented).count == documented.count)
    }

    @Test("ranges are those that the decoder names when a value is out of them", arguments: DocumentedTable.all)
    func ranges(_ table: DocumentedTable) throws {
        for row in try table.rows() {
            let remedies = try table.issues(key: row.key, value: "-1").map(\.remedy)
            let range = remedies.lazy.compactMap { $0.firstMatch(of: /from ("?[0-9]\S* to \S+)$/)?.1 }.first
            if let range {
                #expect(row.range == range, "\(row.key)")
            } else {
                #expect(row.range.firstMatch(of: /[0-9] to\b/) == nil, "\(row.key) has no range")
            }
        }
    }

    @Test("a key with its documented default changes nothing", arguments: DocumentedTable.all)
    func defaults(_ table: DocumentedTable) throws {
        for row in try table.rows() {
            guard let value = row.default.firstMatch(of: /^`(.*)`$/)?.1 else { continue }
            let fixture = try ConfigFixture()
            let written = try fixture.parse(table.document(key: row.key, value: String(value)))
            let absent = try fixture.parse(table.document(key: nil, value: ""))
            // Values through and through: their text says all there is in them.
            #expect("\(written)" == "\(absent)", "\(row.key)")
        }
    }

    @Test("every example is a configuration without mistakes", arguments: ["README.md", "docs/configuration.md"])
    func examples(_ path: String) throws {
        let examples = try Markdown(path).blocks(of: "toml")
        #expect(!examples.isEmpty)
        let fixture = try ConfigFixture()
        try fixture.write("shop.pem", "-----BEGIN CERTIFICATE-----\n")
        try fixture.write("token.txt", "hunter2\n")
        unsafe setenv("SHOP_SIGNING_KEY", "hunter2", 1)
        try fixture.write("shop-key.pem", "-----BEGIN PRIVATE KEY-----\n")
        for example in examples {
            var start = ""
            if !example.contains("[[listeners]]") { start += DocumentedTable.listener }
            if !example.contains("[[routes]]") { start += DocumentedTable.route }
            #expect(fixture.mistakes(start + example) == [], "\(example)")
        }
    }
}

/// A table of docs/configuration.md whose first column is `Key`, and a file in which such a key stands.
struct DocumentedTable: Sendable, CustomTestStringConvertible {
    struct Row {
        var key, `default`, range: String
    }

    static let listener = "listeners = [{ address = \"127.0.0.1:0\" }]\n"
    static let route = "routes = [{ match = \"*/*\", respond = {} }]\n"

    /// In the order of the page. `KEY` stands for a key with its value.
    static let all = [
        "KEY\n\(listener)\(route)",
        "\(listener)\(route)[limits]\nKEY",
        "\(listener)\(route)[hardening]\nKEY",
        "\(listener)\(route)[admin]\nKEY",
        "\(listener)\(route)[admin]\n[deploy]\nKEY",
        "\(listener)\(route)[admin]\n[deploy.shadow]\nKEY",
        "\(route)[[listeners]]\naddress = \"127.0.0.1:0\"\nKEY",
        "\(route)[[listeners]]\naddress = \"127.0.0.1:0\"\n[[listeners.certificates]]\nKEY",
        "\(listener)\(route)[origins.shop]\nurl = \"http://127.0.0.1:9000\"\nKEY",
        "\(listener)\(route)[workers.hello]\npath = \"hello.wasm\"\nKEY",
        "\(listener)\(route)[workers.hello]\npath = \"hello.wasm\"\n[workers.hello.limits]\nKEY",
        "\(listener)\(route)[workers.hello]\npath = \"hello.wasm\"\n[workers.hello.quarantine]\nKEY",
        "\(listener)\(route)[workers.hello]\npath = \"hello.wasm\"\n[workers.hello.fallback]\nKEY",
        "\(listener)\(route)[workers.hello]\npath = \"hello.wasm\"\n[workers.hello.rollout]\nKEY",
        "\(listener)[[routes]]\nmatch = \"*/*\"\nrespond = {}\nKEY",
        "\(listener)[[routes]]\nmatch = \"*/*\"\n[routes.respond]\nKEY",
    ].enumerated().map { DocumentedTable(index: $0.offset, template: $0.element) }

    let index: Int
    let template: String

    var testDescription: String { "table \(index): \(template.components(separatedBy: "\n").suffix(3))" }

    func document(key: String?, value: String) -> String {
        template.replacingOccurrences(of: "KEY", with: key.map { "\($0) = \(value)" } ?? "")
    }

    func rows() throws -> [Row] {
        let tables = try Markdown("docs/configuration.md").tables.filter { $0.first?.first == "Key" }
        try #require(tables.count == Self.all.count)
        return tables[index].dropFirst(2).map { cells in
            Row(key: cells[0].trimmingCharacters(in: ["`"]), default: cells[1], range: cells[2])
        }
    }

    /// What is wrong with a file that has this key.
    func issues(key: String, value: String) throws -> [ConfigIssue] {
        let fixture = try ConfigFixture()
        let bytes = Array(document(key: key, value: value).utf8)
        do throws(ConfigError) {
            _ = try ConfigFile.parse(bytes, file: "swiftlet.toml", directory: fixture.directory)
            return []
        } catch {
            return error.issues
        }
    }
}

/// A page of the repository, as far as these tests read one.
private struct Markdown {
    private let lines: [String]

    init(_ path: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        lines = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            .components(separatedBy: "\n")
    }

    /// Rows of cells, the line under the head included.
    var tables: [[[String]]] {
        lines.split { !$0.hasPrefix("|") }.map { rows in
            rows.map { row in
                row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            }
        }
    }

    func blocks(of language: String) -> [String] {
        var blocks: [String] = []
        var open: [String]?
        for line in lines {
            if line == "```\(language)" {
                open = []
            } else if line == "```", let block = open {
                blocks.append(block.joined(separator: "\n"))
                open = nil
            } else {
                open?.append(line)
            }
        }
        return blocks
    }
}
