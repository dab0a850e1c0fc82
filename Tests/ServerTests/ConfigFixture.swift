import Foundation

@testable import Server

/// A directory with the files that a config names; removed at the end.
final class ConfigFixture {
    let directory: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("swiftlet-config-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        directory = url.path
        try write("cert.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
        try write("key.pem", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n")
        try write("workers/storefront/Package.swift", "// swift-tools-version: 6.3\n")
        try write("hello.wasm", "\0asm")
        try write("public/index.html", "<h1>hello</h1>\n")
        try write("demo/user.json", "{}\n")
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func write(_ path: String, _ text: String) throws {
        let file = URL(fileURLWithPath: directory).appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func parse(_ text: String) throws -> Config {
        try ConfigFile.parse(Array(text.utf8), file: "swiftlet.toml", directory: directory)
    }

    /// What the operator reads, `directory` shortened to `DIR`; empty where nothing is wrong.
    func mistakes(_ text: String) -> [String] { mistakes(Array(text.utf8)) }

    func mistakes(_ bytes: [UInt8]) -> [String] {
        do throws(ConfigError) {
            _ = try ConfigFile.parse(bytes, file: "swiftlet.toml", directory: directory)
            return []
        } catch {
            return error.description.replacingOccurrences(of: directory, with: "DIR").components(separatedBy: "\n")
        }
    }
}

/// A listener and a route, so that nothing else is wrong with a file that begins with it. Three lines.
let completeStart = """
    listeners = [{ address = "127.0.0.1:0", cleartext = true }]
    routes = [{ match = "*/*", respond = { body = "ok" } }]

    """
