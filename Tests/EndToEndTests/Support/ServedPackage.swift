import Foundation

/// A package of a template, served as its own configuration says, but on free ports. Ended with its test.
final class ServedPackage {
    private let process: ChildProcess
    private let folder: TemporaryFolder
    private var port = ""
    private let demoPort: UInt16

    /// The ports of the templates' configurations: the worker's, and the demo origin's.
    private static let ports = (worker: "8787", demo: "8788")

    init(_ package: String) throws {
        folder = try TemporaryFolder()
        // The origin's port stands in two places of the file, so the kernel cannot choose it.
        let (socket, free) = try Socket.listen()
        socket.close()
        demoPort = free
        let text = try String(contentsOfFile: package + "/swiftlet.toml", encoding: .utf8)
            .replacing("127.0.0.1:\(Self.ports.worker)", with: "127.0.0.1:0")
            .replacing("127.0.0.1:\(Self.ports.demo)", with: "127.0.0.1:\(free)")
        let file = package + "/test.toml"
        try "cache = \"\(Repository.moduleCache)\"\n\(text)".write(toFile: file, atomically: true, encoding: .utf8)
        process = try ChildProcess(
            [Repository.binary, "serve", "--config", file], output: folder.path("output.log"),
            errors: folder.path("output.log"))
        try waitUntil("\(package) is served") { try isReady() }
    }

    /// A command line of the README, for the ports that it has here.
    func onItsPorts(_ line: String) -> String {
        line.replacing("curl ", with: "curl --silent --max-time 20 ")
            .replacing(":\(Self.ports.worker)", with: ":\(port)").replacing(":\(Self.ports.demo)", with: ":\(demoPort)")
    }

    private func isReady() throws -> Bool {
        let output = try folder.text("output.log")
        guard process.isRunning else { throw EndToEndError("swiftlet ended with \(process.wait()): \(output)") }
        guard let match = output.firstMatch(of: #/listening on http://127\.0\.0\.1:(\d+)/#) else { return false }
        port = String(match.1)
        return true
    }
}
