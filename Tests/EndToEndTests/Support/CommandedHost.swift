import Foundation

/// A host that is told what to do by the commands of `swiftlet`. Ended with its test.
///
/// It has a worker `shop` for all requests, without a module at first.
final class CommandedHost {
    let server: RunningServer
    let folder: TemporaryFolder

    /// - Parameters:
    ///   - admin: keys of `[admin]`.
    ///   - deploy: keys of `[deploy]`.
    ///   - shop: keys of `[workers.shop]`.
    init(admin: String = "", deploy: String = "", shop: String = "", folder: TemporaryFolder? = nil) throws {
        self.folder = try folder ?? TemporaryFolder()
        server = try RunningServer(
            """
            [admin]
            socket = "admin.sock"
            \(admin)
            [deploy]
            store = "store"
            \(deploy)
            [workers.shop]
            rollout = { key = ["cookie:uid"] }
            \(shop)
            [[routes]]
            match = "*/*"
            worker = "shop"
            """, folder: self.folder)
    }

    var socket: String { folder.path("admin.sock") }

    /// Runs `swiftlet COMMAND … --host SOCKET`.
    func run(_ arguments: String...) throws -> Command {
        try Command(arguments: [Repository.binary] + arguments + ["--host", socket])
    }

    /// What a command prints with `--json`, when it succeeds.
    func object(_ arguments: String...) throws -> [String: Any] {
        let command = try Command(arguments: [Repository.binary] + arguments + ["--json", "--host", socket])
        guard command.exitCode == 0 else {
            throw EndToEndError("swiftlet \(arguments.joined(separator: " ")): \(command.exitCode) \(command.errors)")
        }
        return try Self.object(command.output)
    }

    static func object(_ text: String) throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            throw EndToEndError("no object: \(text)")
        }
        return object
    }

    /// A command that goes on while the test does.
    func start(_ arguments: String..., output: String) throws -> ChildProcess {
        try ChildProcess(
            [Repository.binary] + arguments + ["--host", socket], output: folder.path(output),
            errors: folder.path(output + ".errors"))
    }

    /// The status that a user gets.
    func status(user: String = "ada") throws -> Int {
        try server.get("/", fields: "Cookie: uid=\(user)\r\n").status
    }

    /// A worker that answers with this status, and nothing else.
    func module(_ name: String, status: Int) throws -> String {
        try CModule.build(name, fetch: "answer.status = \(status);", in: folder)
    }
}
