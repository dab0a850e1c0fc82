import Foundation

/// `swiftlet dev` on a package of its own, on a free port of this machine. Ended with its test.
final class RunningDev {
    let folder: TemporaryFolder
    let process: ChildProcess

    /// - Parameter source: of the worker.
    init(_ source: String, config: String? = nil, waits: Bool = true) throws {
        folder = try TemporaryFolder()
        try RunningDev.writePackage(folder, source, config: config)
        process = try ChildProcess(
            [Repository.binary, "dev", folder.path("hello"), "--port", "0"], output: folder.path("output.log"),
            errors: folder.path("output.log"))
        if waits { try waitUntilPrinted("listening on") }
    }

    static func writePackage(_ folder: TemporaryFolder, _ source: String, config: String? = nil) throws {
        let made = try Command(
            Repository.binary, "new", "hello", "--directory", folder.path(""))
        guard made.exitCode == 0 else { throw EndToEndError("swiftlet new: \(made.errors)") }
        try folder.write("hello/Sources/hello/Hello.swift", source.utf8)
        if let config { try folder.write("hello/swiftlet.toml", config.utf8) }
    }

    /// A worker whose answer is that expression's.
    static func worker(_ body: String) -> String {
        """
        import Swiftlet

        @main
        struct Hello: Worker {
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                \(body)
            }
        }

        """
    }

    func edit(_ source: String) throws {
        try folder.write("hello/Sources/hello/Hello.swift", source.utf8)
    }

    var output: String { (try? folder.text("output.log")) ?? "" }

    /// The one that the last start chose.
    var port: UInt16? {
        output.matches(of: #/listening on http://127.0.0.1:(\d+)/#).last.flatMap { UInt16($0.1) }
    }

    /// Waits until it has printed that text so many times.
    func waitUntilPrinted(_ text: String, times: Int = 1) throws {
        for _ in 0..<6 {
            do {
                return try waitUntil("swiftlet dev prints \"\(text)\"; it printed: \(output)") {
                    guard process.isRunning else { throw Ended() }
                    return output.matches(of: try Regex(NSRegularExpression.escapedPattern(for: text))).count >= times
                }
            } catch is Ended {
                throw EndToEndError("swiftlet dev ended with \(process.wait()): \(output)")
            } catch {
                // A build on a busy machine may take longer than anything else waits.
                continue
            }
        }
        throw EndToEndError("swiftlet dev does not print \"\(text)\"; it printed: \(output)")
    }

    private struct Ended: Error {}

    func curl(_ fields: String...) throws -> (status: Int, body: String) {
        guard let port else { throw EndToEndError("no port: \(output)") }
        let result = try Command(
            arguments: ["curl", "-sS", "-m", "20", "-w", "\n%{http_code}"] + fields.flatMap { ["-H", $0] }
                + ["http://127.0.0.1:\(port)/"])
        guard result.exitCode == 0 else { throw EndToEndError("curl: \(result.errors)") }
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    /// Processes that it has started and that live.
    func children() throws -> [String] {
        let list = try Command("ps", "-o", "pid=,args=", "--ppid", String(process.id))
        return list.output.split(separator: "\n").map(String.init).filter { !$0.contains("<defunct>") }
    }
}
