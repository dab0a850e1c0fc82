import Foundation

/// The worker of Tests/Fixtures/early, which answers before its end: written in C, so that it does just what it says.
enum EarlyWorker {
    /// Compiled once per run.
    static let module: Result<String, any Error> = Result {
        let source = Repository.root.appending(path: "Tests/Fixtures/early/early.c").path(percentEncoded: false)
        try CModule.compile(source, to: Repository.module("early"), "-O1 -fno-builtin")
        return Repository.module("early")
    }

    /// A server that has it on all paths, in front of `origin`.
    ///
    /// - Parameters:
    ///   - worker: keys of the worker's `limits`.
    ///   - limits: keys of `[limits]`.
    static func serve(_ origin: ScriptedOrigin, worker: String = "", limits: String = "") throws -> RunningServer {
        let server = try RunningServer(
            origin.section("origin") + """
                [workers.early]
                path = "\(try module.get())"
                origins = ["origin"]
                limits = { \(worker) }
                [[routes]]
                match = "*/*"
                worker = "early"

                """, limits: limits)
        server.origin = origin
        return server
    }

    /// An origin that has a page, half a page, and an answer that never comes.
    static func origin() throws -> ScriptedOrigin {
        try ScriptedOrigin { exchange in
            switch exchange.request.target {
            case "/hang": exchange.waitForTheEnd()
            case "/half":
                try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
                exchange.waitForTheEnd()
            default:
                if exchange.request.method == "HEAD" {
                    return try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n")
                }
                try exchange.respond(200, fields: "X-From: origin\r\n", "page")
            }
        }
    }
}
