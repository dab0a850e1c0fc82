import Foundation
import Testing

@Suite("swiftlet doctor")
struct DoctorCommandTests {
    private struct Finding {
        var level: String
        var subject: String
        var text: String
        var fix: String?
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func doctor(_ arguments: [String] = [], shell: String = "", _ variables: [String: String] = [:]) throws
        -> Command
    {
        try Command(
            in: folder.path(""), variables: variables,
            ["/bin/sh", "-c", "\(shell) exec \"$0\" doctor \"$@\"", Repository.binary] + arguments)
    }

    private func findings(_ result: Command) throws -> [Finding] {
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any], "\(result.everything)")
        let list = try #require(object["findings"] as? [[String: Any]])
        return list.map {
            Finding(
                level: $0["level"] as? String ?? "", subject: $0["subject"] as? String ?? "",
                text: $0["text"] as? String ?? "", fix: $0["fix"] as? String)
        }
    }

    private func config(_ port: UInt16, isolates: Int = 100) throws {
        let text = """
            [limits]
            isolates = \(isolates)
            [[listeners]]
            name = "public"
            address = "127.0.0.1:\(port)"
            cleartext = true
            [[routes]]
            match = "*/*"
            respond = {}
            """
        try folder.write("swiftlet.toml", text.utf8)
    }

    @Test("this machine, which builds workers, has what it needs")
    func healthy() throws {
        let result = try doctor(["--json"])
        #expect(result.exitCode == 0, "\(result.everything)")
        let findings = try findings(result)
        let subjects = Set(findings.map(\.subject))
        #expect(
            subjects.isSuperset(of: [
                "Swift", "worker SDK", "wasmtime", "libuv", "OpenSSL", "sandboxes", "open files", "processors",
                "disk space", "module cache", "file watching", "clock", "kernel", "libseccomp", "accept queue",
                "local ports", "user", "no_new_privs", "seccomp", "Landlock", "core dumps",
            ]))
        #expect(findings.allSatisfy { $0.level == "ok" || $0.fix != nil }, "what is not in order has its command")
    }

    @Test("a port in use is a failure that names who has it")
    func portInUse() throws {
        let (socket, port) = try Socket.listen()
        defer { socket.close() }
        try config(port)
        let result = try doctor()
        #expect(result.exitCode == 1)
        #expect(result.output.contains("failed"))
        #expect(result.output.contains("127.0.0.1:\(port) is in use by "))
        #expect(result.output.contains("(pid \(ProcessInfo.processInfo.processIdentifier))"))
        #expect(result.output.contains("ss -ltnp 'sport = :\(port)'"))
    }

    @Test("a free port is none")
    func portFree() throws {
        let (socket, port) = try Socket.listen()
        socket.close()
        try config(port)
        let result = try doctor()
        #expect(result.exitCode == 0, "\(result.everything)")
        #expect(result.output.contains("127.0.0.1:\(port) is free"))
    }

    @Test("a broken configuration is named, and the rest is looked at all the same")
    func brokenConfiguration() throws {
        try folder.write("edge.toml", "threds = 1\n".utf8)
        let result = try doctor(["--json", "--config", "edge.toml"])
        #expect(result.exitCode == 1)
        let findings = try findings(result)
        let configuration = try #require(findings.first { $0.subject == "configuration" })
        #expect(configuration.level == "failed")
        #expect(configuration.fix == "swiftlet check --config edge.toml")
        #expect(findings.contains { $0.subject == "wasmtime" && $0.level == "ok" })
    }

    @Test("limits of the process that the configuration goes beyond", arguments: ["-v 8000000", "-n 300"])
    func limits(limit: String) throws {
        let result = try doctor(["--json"], shell: "ulimit \(limit) || exit 99;")
        let findings = try findings(result).filter { $0.level != "ok" }
        if limit.hasPrefix("-v") {
            #expect(result.exitCode == 1)
            #expect(findings.contains { $0.subject == "sandboxes" && $0.fix?.hasPrefix("ulimit -v") == true })
        } else {
            #expect(result.exitCode == 0, "fewer connections than configured is a warning")
            #expect(findings.contains { $0.subject == "open files" && $0.fix?.hasPrefix("ulimit -Hn") == true })
        }
    }

    @Test("more isolates than mappings: the setting that would do")
    func mappings() throws {
        try config(0, isolates: 10_000)
        let allowed = try #require(
            Int(
                String(contentsOfFile: "/proc/sys/vm/max_map_count", encoding: .utf8).trimmingCharacters(in: .newlines))
        )
        let finding = try #require(findings(try doctor(["--json"])).first { $0.subject == "sandboxes" })
        #expect((finding.level == "failed") == (10_000 > allowed / 6))
    }

    @Test("the walls that a configuration leaves open are warnings, each with what closes it")
    func walls() throws {
        let (socket, port) = try Socket.listen()
        socket.close()
        try config(port)
        let text = try folder.text("swiftlet.toml")
        let open = "[hardening]\nseccomp = \"off\"\nlandlock = false\nno_new_privileges = false\ncore_dumps = true\n"
        try folder.write("swiftlet.toml", (open + text).utf8)
        let result = try doctor(["--json"])
        #expect(result.exitCode == 0, "\(result.everything)")
        let warnings = try findings(result).filter { $0.level == "warning" }
        for subject in ["seccomp", "Landlock", "no_new_privs", "core dumps"] {
            #expect(warnings.contains { $0.subject == subject && $0.fix?.contains("hardening.") == true }, "\(subject)")
        }
    }

    @Test("without Swift it says where Swift comes from")
    func noSwift() throws {
        let result = try doctor(["--json"], shell: "PATH=/nonexistent;")
        #expect(result.exitCode == 1)
        let swift = try #require(findings(result).first { $0.subject == "Swift" })
        #expect(swift.level == "failed")
        #expect(swift.fix?.contains("swift.org") == true)
    }

    @Test("a cache that others could write to is refused, as the server would")
    func cache() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("cache/swiftlet"), withIntermediateDirectories: true)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777], ofItemAtPath: folder.path("cache/swiftlet"))
        let result = try doctor(["--json"], ["XDG_CACHE_HOME": folder.path("cache"), "CACHE_DIRECTORY": ""])
        #expect(result.exitCode == 1)
        let finding = try #require(findings(result).first { $0.subject == "module cache" })
        #expect(finding.fix?.contains("chmod 700") == true)
    }

    @Test("--help shows examples")
    func help() throws {
        let result = try doctor(["--help"])
        #expect(result.exitCode == 0)
        #expect(result.output.contains("EXAMPLES") && result.output.contains("--json"))
    }
}
