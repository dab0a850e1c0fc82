import ArgumentParser
internal import Glibc
import Server
import Toolchain

/// `swiftlet doctor`
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look for what this machine lacks, and say how to mend it.",
        discussion: """
            Looks at the Swift toolchain and the SDK, the libraries, what the kernel allows
            (memory mappings, open files, connections, file watching), cores, disk space,
            the cache, whether the configuration's ports are free, and what serve would
            give up (user, system calls, files, ports). Changes nothing. What the kernel
            has to allow follows from the configuration's limits, or from the defaults
            where there is no file.

            Ends with 0 when nothing failed (warnings are not failures), else with 1.

            EXAMPLES
              swiftlet doctor
              swiftlet doctor --config /etc/edge.toml
              swiftlet doctor --json | jq '.findings[] | select(.level != "ok")'
            """)

    @Option(
        help: ArgumentHelp(
            "The configuration file. Default: swiftlet.toml, where there is one.", valueName: "file"))
    var config: String?

    @Flag(help: "Print one JSON object instead.")
    var json = false

    func run() throws {
        let findings = try examine()
        if json {
            printLine(object(findings).text)
        } else {
            for finding in findings { printLine(lines(finding)) }
            printLine(sum(findings))
        }
        if findings.contains(where: { $0.level == .failed }) { throw ExitCode(1) }
    }

    private func examine() throws(ConfigError) -> [Finding] {
        guard let file = config ?? (SystemProbe.exists("swiftlet.toml") ? "swiftlet.toml" : nil) else {
            return Examination(config: try defaults(), isConfigured: false).findings()
        }
        do throws(ConfigError) {
            let config = try ConfigFile.load(file)
            return [Finding(.ok, "configuration", file)]
                + Examination(config: config, isConfigured: true).findings()
        } catch {
            let count = error.issues.count
            let text = "\(file) has \(count) mistake\(count == 1 ? "" : "s")"
            return [Finding(.failed, "configuration", text, fix: "swiftlet check --config \(file)")]
                + Examination(config: try defaults(), isConfigured: false).findings()
        }
    }

    /// What a file without any limits says.
    private func defaults() throws(ConfigError) -> Config {
        let least = """
            [[listeners]]
            address = "127.0.0.1:0"
            [[routes]]
            match = "*/*"
            respond = {}
            """
        return try ConfigFile.parse(Array(least.utf8), file: "", directory: "/")
    }

    // MARK: printing

    private func lines(_ finding: Finding) -> String {
        let mark =
            switch finding.level {
            case .ok: paint("ok     ", .green)
            case .warning: paint("warning", .yellow)
            case .failed: paint("failed ", .red)
            }
        let line = "\(mark)  \(finding.subject.padded(to: 15))  \(finding.text)"
        return finding.fix.map { "\(line)\n         \("".padded(to: 15))  → \($0)" } ?? line
    }

    /// `Terminal` is about standard error; the findings are a result, and may go to a file.
    private func paint(_ text: String, _ colour: Terminal.Colour) -> String {
        isatty(STDOUT_FILENO) == 1 ? Terminal().paint(text, colour) : text
    }

    private func sum(_ findings: [Finding]) -> String {
        let failed = findings.count { $0.level == .failed }
        let warnings = findings.count { $0.level == .warning }
        if failed == 0, warnings == 0 { return "nothing is missing" }
        return "\(failed) failed, \(warnings) warning\(warnings == 1 ? "" : "s")"
    }

    private func object(_ findings: [Finding]) -> JSON {
        let list = findings.map { finding in
            JSON.object([
                ("level", .string(finding.level.rawValue)), ("subject", .string(finding.subject)),
                ("text", .string(finding.text)), ("fix", JSON(finding.fix)),
            ])
        }
        return .object([
            ("healthy", .bool(!findings.contains { $0.level == .failed })), ("findings", .array(list)),
        ])
    }
}
