import Foundation
import Glibc

/// The real binary, serving on two listeners of free loopback ports: one cleartext, one TLS. Ended with its test.
final class RunningServer {
    let folder: TemporaryFolder
    private let process: ChildProcess
    /// Kept alive as long as the server: an origin ends when nobody refers to it.
    var origin: ScriptedOrigin?
    private var ports: [Depth: UInt16] = [:]

    /// - Parameters:
    ///   - sections: what follows the listeners in the file: origins, workers, routes.
    ///   - settings: top-level keys, before any section.
    ///   - limits: keys of `[limits]`.
    ///   - cache: the directory of compiled modules, where it is not that of all tests.
    ///   - descriptorsMax: RLIMIT_NOFILE of the process.
    ///   - launcher: starts it: a command that runs its arguments.
    ///   - errors: the file for what it prints on standard error, where `output` is not to have it.
    init(
        _ sections: String, settings: String = "threads = 1", limits: String = "", certificates: String = "",
        cache: String = Repository.moduleCache, descriptorsMax: Int? = nil, launcher: [String] = [],
        folder: TemporaryFolder? = nil, errors: String? = nil
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        let text = """
            \(settings)
            cache = "\(cache)"
            [limits]
            \(limits)
            [[listeners]]
            name = "cleartext"
            address = "127.0.0.1:0"
            cleartext = true
            [[listeners]]
            name = "tls"
            address = "127.0.0.1:0"
            \(certificates)
            \(sections)
            """
        let file = try self.folder.write("swiftlet.toml", text.utf8)
        let limit = descriptorsMax.map { "ulimit -n \($0); " } ?? ""
        process = try ChildProcess(
            ["/bin/sh", "-c", "\(limit)exec \"$@\" serve --config \"$0\"", file] + launcher + [Repository.binary],
            output: self.folder.path("output.log"), errors: errors ?? self.folder.path("output.log"))
        try waitUntilReady()
    }

    var isRunning: Bool { process.isRunning }

    var processID: pid_t { process.id }

    /// Everything that it has printed so far.
    var output: String { (try? folder.text("output.log")) ?? "" }

    func port(_ depth: Depth) -> UInt16 { ports[depth] ?? 0 }

    func url(_ depth: Depth, _ path: String) -> String {
        "\(depth == .tls ? "https" : "http")://127.0.0.1:\(port(depth))\(path)"
    }

    /// Resident memory, in bytes.
    func residentBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.id)/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw EndToEndError("no VmRSS of \(process.id)") }
        return kilobytes * 1024
    }

    /// Open descriptors.
    func descriptorCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.id)/fd").count
    }

    /// What it says next is looked at alone: for another start in the same folder.
    func setOutputAside() throws {
        let aside = folder.path("output-\(process.id).log")
        try FileManager.default.moveItem(atPath: folder.path("output.log"), toPath: aside)
    }

    func signal(_ number: Int32) {
        process.signal(number)
    }

    /// Waits for the process to end; its exit code, or minus the signal that ended it.
    func exitCode() -> Int32 {
        process.wait()
    }

    /// Waits until it has printed a line that holds `text`.
    func waitUntilPrinted(_ text: String) throws {
        try waitUntil("swiftlet prints \"\(text)\"; it printed: \(output)") { output.contains(text) }
    }

    /// One request on a connection of its own.
    func get(_ path: String, _ depth: Depth = .cleartext, fields: String = "") throws -> RawResponse {
        let client = try RawClient(self, depth)
        try client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)Connection: close\r\n\r\n")
        return try client.response()
    }

    /// The ready line names both URLs; the listeners' ports were chosen by the kernel.
    private func waitUntilReady() throws {
        // It may have a package to build first.
        try waitUntil(seconds: 120, "swiftlet listens") {
            guard process.isRunning else { throw EndToEndError("swiftlet ended with \(exitCode()): \(output)") }
            guard output.contains("listening") else { return false }
            for match in output.matches(of: #/(https?)://[^\s:]+:(\d+)/#) {
                ports[match.1 == "https" ? .tls : .cleartext] = UInt16(match.2)
            }
            return ports.count == 2
        }
    }
}
