import Foundation
import Testing

/// `swiftlet bench` by the clock, where there is nothing to measure: it says so soon, and why.
@Suite("bench by the clock, where there is nothing to measure", .serialized)
struct BenchWallFailureTests {
    private let hello = Repository.module("hello")

    private func bench(_ arguments: String...) throws -> Command {
        try Command(arguments: [Repository.binary, "bench"] + arguments)
    }

    /// Sockets that a process has open, by their numbers.
    private func sockets(of process: Int32) -> Set<String> {
        let folder = "/proc/\(process)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
                .filter { $0.hasPrefix("socket:") })
    }

    private func children(of process: Int32) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter { candidate in
            // What has ended meanwhile is nobody's child.
            guard let stat = try? String(contentsOfFile: "/proc/\(candidate)/stat", encoding: .utf8) else {
                return false
            }
            return stat.split(separator: ")").last?.split(separator: " ").dropFirst().first == "\(process)"
        }
    }

    @Test(
        "a server of ours that dies in the middle of a run is told with its signal, not as failures of requests",
        arguments: [["--wall"], ["--wall", "--against", Repository.module("hello")], ["--sweep", "50-20000"]])
    func killed(options: [String]) throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess(
            [Repository.binary, "bench", hello, "--rate", "50", "--duration", "100s"] + options,
            output: folder.path("output"), errors: folder.path("errors"))
        var server: Int32?
        // All of its connections, which are no sockets that it was born with: so it is measured, or is about to be.
        try waitUntil("a server of bench has its connections") {
            server = try children(of: process.id).first {
                sockets(of: $0).subtracting(sockets(of: process.id)).count > 16
            }
            return server != nil
        }
        kill(try #require(server), SIGKILL)
        let exitCode = process.wait()
        let errors = try folder.text("errors")
        #expect(exitCode == 69, "\(errors)")
        #expect(
            errors.contains("\(hello): its server was ended by signal 9 (Killed) while it was measured"), "\(errors)")
    }

    @Test("a server that cannot start is told with what it said")
    func neverStarted() throws {
        let folder = try TemporaryFolder()
        let module = try folder.write("text.wasm", Array("hello".utf8))
        let command = try bench(module, "--wall")
        #expect(command.exitCode == 65, "\(command.everything)")
        #expect(command.errors.contains("its server ended with "), "\(command.everything)")
        #expect(command.errors.contains("not a WebAssembly module"), "\(command.everything)")
    }

    @Test("a worker that always answers wrongly is told with what its server said, without a warm-up of forty windows")
    func wrongAnswers() throws {
        let command = try bench(Repository.module("bff"), "--wall", "--rate", "20", "--json")
        #expect(command.exitCode == 1, "\(command.everything)")
        for part in ["case GET /", "status 500: ", "expect = { status = 500 }", "asked for the origin \"api\""] {
            #expect(command.errors.contains(part), "\(command.everything)")
        }
        #expect(command.output.hasPrefix("{\"error\":"), "\(command.output)")
    }

    @Test("TLS where there is none, and the other way round, are told with what to write")
    func wrongScheme() throws {
        let server = try RunningServer(
            """
            [[routes]]
            match = "*/*"
            respond = { status = 200, body = "ok" }
            """)
        let encrypted = server.url(.cleartext, "/").replacing("http://", with: "https://")
        for options in [[], ["--new-connections", "--rate", "20"]] {
            let command = try Command(arguments: [Repository.binary, "bench", encrypted, "--insecure"] + options)
            #expect(command.exitCode == 69, "\(command.everything)")
            #expect(command.errors.contains("write http://"), "\(command.everything)")
        }
        let untrusted = try bench(server.url(.tls, "/"), "--new-connections", "--rate", "20")
        #expect(untrusted.exitCode == 69, "\(untrusted.everything)")
        #expect(untrusted.errors.contains("--insecure"), "\(untrusted.everything)")
        let plain = try bench(server.url(.tls, "/").replacing("https://", with: "http://"), "--rate", "20")
        #expect(plain.exitCode != 0)
        #expect(plain.errors.contains("http://"), "\(plain.everything)")
    }

    @Test("a measurement by the clock alone says which module it was")
    func version() throws {
        let by = try ["--wall", "--cost"].map { half in
            let arguments =
                half == "--wall" ? [half, "--rate", "100", "--duration", "100ms", "--json"] : [half, "--json"]
            let command = try Command(arguments: [Repository.binary, "bench", hello] + arguments)
            let object = try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any]
            return try #require(object?["version"] as? String, "\(command.everything)")
        }
        #expect(by[0] == by[1])
        #expect(by[0].count == 12)
    }
}
