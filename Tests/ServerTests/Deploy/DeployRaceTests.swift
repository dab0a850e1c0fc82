import Admin
import Deploy
import Testing

@testable import Server

@Suite("Changes while a version is made", .serialized)
struct DeployRaceTests {
    /// Code of `swiftlet_fetch` that counts to half a billion before it answers: some hundred milliseconds.
    private static let slow = """
        loop
          i32.const 2048 i32.const 2048 i32.load i32.const 1 i32.add i32.store
          i32.const 2048 i32.load i32.const 500000000 i32.lt_u
          br_if 0
        end
        i32.const 1024
        """

    @Test("a deployment that expects a version is refused when requests have left that meanwhile")
    func expected() throws {
        let host = try DeployingServer(worker: "limits = { cpu = \"50s\", wall = \"50s\" }")
        defer { host.server.stop() }
        try host.deploy(host.bundle(answering: "version 2"))
        var request = DeployRequest(
            worker: "one", bundle: try host.bundle(fetch: Self.slow, smoke: [SmokeRequest(path: "/")]))
        request.expect = VersionID(2)
        var rolledBack = false
        let refusal = #expect(throws: AdminClientError.self) {
            try host.admin.deploy(request) { event in
                guard case .step(.smoke, state: .started, _, _) = event else { return }
                rolledBack = (try? host.admin.rollBack("one", to: nil)) != nil
            }
        }
        #expect(rolledBack)
        guard case .refused(let error)? = refusal else { return #expect(Bool(false), "\(String(describing: refusal))") }
        #expect(error.code == "version_conflict")
        #expect(try host.get().body == "version 1")
        #expect(try host.admin.versions(of: "one").versions.count == 2)
    }
}
