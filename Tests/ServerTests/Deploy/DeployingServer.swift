import Admin
import Deploy
import Foundation
import Logging
import Testing

@testable import Server

/// A server that keeps versions, and its worker's API. The worker `one` has v1, of the file that the configuration names.
struct DeployingServer {
    let server: LiveServer
    let admin: AdminClient

    /// Code of `swiftlet_fetch` that forwards the client's request to its first origin.
    static let forward = """
        i32.const 1024 i32.const 2 i32.store
        i32.const 1028 i32.const 1 i32.store
        i32.const 1032 i32.const 0 i32.store
        i32.const 1052 i32.const 0 i32.store
        i32.const 1056 i32.const 0 i32.store
        i32.const 1060 i32.const 0 i32.store
        i32.const 1024
        """

    init(
        worker: String = "limits = {}", routes: String = "", sections: String = "", deploy: String = "",
        logger: Logger = StandardErrorLog.logger(.error)
    ) throws {
        server = try LiveServer(
            answering: "version 1", worker: worker, routes: routes,
            sections: """
                admin = { socket = "admin.sock" }
                deploy = { store = "store"\(deploy.isEmpty ? "" : ", " + deploy) }
                \(sections)
                """, logger: logger)
        admin = AdminClient(.socket(server.folder.directory + "/admin.sock"))
    }

    /// The bytes of a module whose `swiftlet_fetch` is that, with a manifest.
    func bundle(
        fetch: String = "i32.const 1024", answering text: String = "", smoke: [SmokeRequest] = []
    ) throws -> [UInt8] {
        let path = try server.module(fetch: fetch, answering: text, "deployed")
        return try Bundle.make(
            module: Array(Data(contentsOf: URL(fileURLWithPath: path))), manifest: BundleManifest(smoke: smoke))
    }

    @discardableResult
    func deploy(_ bundle: [UInt8], activate: Bool = true) throws -> DeployResult {
        var request = DeployRequest(worker: "one", bundle: bundle)
        request.activate = activate
        return try admin.deploy(request) { _ in }
    }

    /// What kept it from becoming a version.
    func refusal(of bundle: [UInt8]) throws -> AdminError {
        do {
            try deploy(bundle)
        } catch AdminClientError.refused(let error) {
            return error
        }
        throw CocoaError(.featureUnsupported, userInfo: ["": "it was taken"])
    }

    func get(_ path: String = "/") throws -> (status: Int, head: String, body: String) {
        try LiveServer.Client(server).get(path)
    }
}
