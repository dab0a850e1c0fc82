import Admin
import Glibc
import Testing

@testable import Server

/// A host whose worker `one` is `live`, with versions of it that nobody gets.
final class ShadowHost {
    private(set) var server: LiveServer
    let origin: CountingOrigin
    let admin: AdminClient
    private let limits: String
    private let sections: String
    private var deployed = 0

    /// - Parameters:
    ///   - worker: keys of the worker.
    ///   - sections: further lines of the configuration.
    init(
        _ live: ShadowGuest, limits: String = "limits = { cpu = \"30s\" }", worker: String = "", sections: String = ""
    ) throws {
        let limits = worker.isEmpty ? limits : "\(limits), \(worker)"
        self.limits = limits
        self.sections = sections
        origin = try CountingOrigin()
        server = try Self.server(origin, limits, sections, nil)
        let endpoint = try #require(AdminEndpoint(text: server.folder.directory + "/admin.sock"))
        admin = AdminClient(endpoint)
        _ = try deploy(live, activate: true)
    }

    private static func server(
        _ origin: CountingOrigin, _ limits: String, _ sections: String, _ folder: ConfigFixture?
    ) throws -> LiveServer {
        try LiveServer(
            answering: "placeholder", worker: "origins = [\"back\"], \(limits)",
            sections: """
                admin.socket = "admin.sock"
                limits.isolates = 32
                origins.back.url = "http://127.0.0.1:\(origin.port)"
                \(sections)
                """, folder: folder)
    }

    /// Ends it, and starts another with what it has left.
    func restart() throws {
        let folder = server.folder
        server.stop()
        server = try Self.server(origin, limits, sections, folder)
    }

    deinit {
        server.stop()
        origin.stop()
    }

    func deploy(_ guest: ShadowGuest, activate: Bool = false) throws -> VersionID {
        deployed += 1
        var request = DeployRequest(worker: "one", bundle: try guest.module(deployed))
        request.activate = activate
        return try admin.deploy(request) { _ in }.version.version
    }

    func shadow(
        _ guest: ShadowGuest, _ subrequests: ShadowRequest.Subrequests = .block, share: Double = 100,
        ignore: [String] = []
    ) throws {
        let candidate = try deploy(guest)
        _ = try admin.setShadow(
            of: "one",
            .with { request in
                request.candidate = candidate
                request.subrequests = subrequests
                request.share = share
                request.ignore = ignore
            })
    }

    /// As soon as everything that was mirrored has come to an end.
    func status(compared: Int) throws -> ShadowStatus {
        for _ in 0..<2_000 {
            let status = try admin.shadow(of: "one")
            if status.compared >= compared { return status }
            usleep(10_000)
        }
        return try admin.shadow(of: "one")
    }
}
