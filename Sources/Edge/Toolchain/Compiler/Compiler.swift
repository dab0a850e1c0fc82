internal import Glibc

/// The Swift toolchain that builds workers: one of the series 6.3 with Embedded Swift for wasm32.
///
/// A value of the process; any thread.
package struct Compiler: Sendable {
    /// The path of `swift`.
    package let swift: String
    /// Its `usr` directory.
    package let root: String
    /// As it says itself: "6.3.1".
    package let version: String

    static let series = "6.3"
    static let triple = "wasm32-unknown-none-wasm"
    private static let page = "https://www.swift.org/install/linux/"

    /// What worker modules are linked with for Unicode; its absence is an installation without Embedded Swift.
    var unicodeTables: String { "\(root)/lib/swift/embedded/\(Self.triple)/libswiftUnicodeDataTables.a" }

    /// The toolchain of `swift` on PATH.
    package static func find() throws(ToolchainError) -> Compiler {
        guard let swift = onPath("swift") else {
            throw ToolchainError(
                .missing, "no 'swift' on PATH: install the Swift \(series) toolchain (\(page)) or put it on PATH")
        }
        if let known = Compiler(remembered: swift) { return known }
        var output = ""
        let end = try ChildProgram(arguments: [swift, "-print-target-info"]).run { output += $0 + "\n" }
        guard end == .exit(0), let version = value("compilerVersion", output).flatMap(number),
            let resources = value("runtimeResourcePath", output), resources.hasSuffix("/lib/swift")
        else {
            throw ToolchainError(
                .missing, "\(swift) does not say which version it is: install the Swift \(series) toolchain (\(page))")
        }
        return try Compiler(swift: swift, root: String(resources.dropLast("/lib/swift".count)), version: version)
            .checked()
    }

    init(swift: String, root: String, version: String) {
        self.swift = swift
        self.root = root
        self.version = version
    }

    private func checked() throws(ToolchainError) -> Compiler {
        guard version == Self.series || version.hasPrefix(Self.series + ".") else {
            throw ToolchainError(
                .missing,
                "\(swift) is Swift \(version), workers need \(Self.series): install it (\(Self.page)) or put it first on PATH"
            )
        }
        guard FileStatus(unicodeTables)?.isFile == true else {
            throw ToolchainError(
                .missing,
                "\(root) has no Embedded Swift for \(Self.triple): install the complete toolchain from \(Self.page)")
        }
        return self
    }

    static func onPath(_ program: String) -> String? {
        guard let path = unsafe getenv("PATH") else { return nil }
        for directory in unsafe String(cString: path).split(separator: ":") {
            let candidate = "\(directory)/\(program)"
            if FileStatus(candidate)?.isFile == true, unsafe access(candidate, X_OK) == 0 { return candidate }
        }
        return nil
    }

    /// The string value of a key in the toolchain's description, which is JSON of one key to a line.
    static func value(_ key: String, _ json: String) -> String? {
        for line in json.split(separator: "\n") {
            let parts = line.split(separator: "\"")
            if parts.count >= 4, parts[1] == key { return String(parts[3]) }
        }
        return nil
    }

    /// "Swift version 6.3.1 (swift-6.3.1-RELEASE)"
    private static func number(_ description: String) -> String? {
        let words = description.split(separator: " ")
        guard let index = words.firstIndex(of: "version"), index + 1 < words.count else { return nil }
        return String(words[index + 1])
    }
}
