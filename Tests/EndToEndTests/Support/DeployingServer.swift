import Foundation
import Glibc

/// The real binary with an admin API, a store, and a worker `shop` on all paths that waits for its first deployment.
final class DeployingServer {
    let folder: TemporaryFolder
    private(set) var server: RunningServer
    /// For the next start.
    var settings: Settings

    struct Settings {
        /// Keys of `[deploy]`, beside its store.
        var deploy = ""
        /// Keys of `[admin]`, beside its socket.
        var admin = ""
        /// Keys of `[workers.shop]`.
        var worker = ""
        /// What follows.
        var sections = ""
        var threads = 2
        /// A directory of this test's own where compiling counts.
        var cache: String?
        var launcher: [String] = []
        /// On all paths.
        var route = true
    }

    init(_ settings: Settings = Settings(), folder: TemporaryFolder? = nil) throws {
        self.settings = settings
        self.folder = try folder ?? TemporaryFolder()
        server = try Self.start(settings, self.folder)
    }

    private static func start(_ settings: Settings, _ folder: TemporaryFolder) throws -> RunningServer {
        let route = "[[routes]]\nmatch = \"*/*\"\nworker = \"shop\"\n"
        return try RunningServer(
            """
            [admin]
            socket = "admin.sock"
            \(settings.admin)
            [deploy]
            store = "store"
            \(settings.deploy)
            [workers.shop]
            \(settings.worker)
            \(settings.sections)
            \(settings.route ? route : "")
            """, settings: "threads = \(settings.threads)\naccess_log = \"off\"",
            cache: settings.cache ?? Repository.moduleCache, launcher: settings.launcher, folder: folder)
    }

    var admin: AdminAPI { AdminAPI(path: folder.path("admin.sock")) }
    var store: URL { folder.url.appending(path: "store") }

    /// Ends it by that signal and starts it again, in the same folder.
    func restart(_ signal: Int32 = SIGTERM) throws {
        stop(signal)
        try startAgain()
    }

    func stop(_ signal: Int32 = SIGTERM) {
        server.signal(signal)
        _ = server.exitCode()
    }

    func startAgain() throws {
        try server.setOutputAside()
        server = try Self.start(settings, folder)
    }

    func get(_ path: String = "/", host: String = "localhost", fields: String = "") throws -> RawResponse {
        let client = try RawClient(server, .cleartext)
        try client.send("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\(fields)Connection: close\r\n\r\n")
        return try client.response()
    }

    func get(user: String) throws -> String { try get(fields: "Cookie: uid=\(user)\r\n").text }
}
