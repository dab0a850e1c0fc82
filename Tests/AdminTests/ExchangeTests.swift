import Glibc
import Testing

@testable import Admin

@Suite("A client and a host", .serialized)
struct ExchangeTests {
    let module: [UInt8] = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]

    @Test("A worker's life: deployed, split, promoted, rolled back, shadowed, deleted")
    func life() throws {
        let host = try RunningAdmin()
        let client = host.client
        #expect(try client.status().swiftlet == "double")
        #expect(try client.workers().workers.isEmpty)
        var request = DeployRequest(worker: "shop", bundle: module)
        request.message = "first & only"
        var steps: [DeployEvent] = []
        let first = try client.deploy(request) { steps.append($0) }
        #expect(first.version.version == VersionID(1))
        #expect(first.version.provenance.message == "first & only")
        #expect(
            steps.first == .step(.receive, state: .started, milliseconds: 0, detail: "8 bytes")
                && steps.count == 4)
        #expect(
            steps.suffix(2) == [
                .step(.verify, state: .started, milliseconds: 0, detail: nil),
                .step(.verify, state: .finished, milliseconds: 1.5, detail: "8 bytes"),
            ])
        request.activate = false
        _ = try client.deploy(request) { _ in }
        let weights = Weights([.init(VersionID(2), hundredths: 1250), .init(VersionID(1), hundredths: 8750)])
        #expect(try client.setRollout(of: "shop", .weights(weights)).weights == weights)
        #expect(try client.promote("shop", to: nil).baseline == VersionID(2))
        #expect(try client.worker("shop").previous == VersionID(1))
        #expect(try client.rollBack("shop", to: nil).baseline == VersionID(1))
        #expect(try client.versions(of: "shop").versions.map(\.version) == [VersionID(2), VersionID(1)])
        #expect(try client.version(VersionID(2), of: "shop").worker == "shop")
        let settings = ShadowRequest.with { $0.candidate = VersionID(2) }
        #expect(try client.setShadow(of: "shop", settings).settings == settings)
        #expect(try client.shadow(of: "shop").worker == "shop")
        _ = try client.endShadow(of: "shop")
        #expect(
            try client.rotate("shop", RotateRequest.with { $0.variables = ["A": "b"] }) { _ in }.version.version
                == VersionID(2))
        #expect(try client.explain(ExplainRequest.with { $0.url = "/x" }).steps.first?.value == "/x")
        let plan = try client.configPlan()
        #expect(try client.applyConfig(ApplyRequest.with { $0.plan = plan.digest }).plan == plan.digest)
        #expect(try client.openAPI() == OpenAPIDocument.text)
        #expect(try client.deleteWorker("shop").last == VersionID(2))
        #expect(
            host.double.notices.contains { notice in
                guard case .operation("deleteWorker", let caller, "shop", 200) = notice else { return false }
                return caller.name == "unix:\(getuid())"
            })
    }

    @Test("What the host refuses arrives as it was said")
    func refusals() throws {
        let host = try RunningAdmin()
        let client = host.client
        let missing = #expect(throws: AdminClientError.self) { try client.worker("nobody") }
        guard case .refused(let error)? = missing else {
            Issue.record("\(String(describing: missing))")
            return
        }
        #expect(error.status == 404)
        #expect(error.code == "unknown_worker")
        var request = DeployRequest(worker: "shop", bundle: module)
        request.expect = VersionID(9)
        let conflict = #expect(throws: AdminClientError.self) { try client.deploy(request) { _ in } }
        guard case .refused(let other)? = conflict else {
            Issue.record("\(String(describing: conflict))")
            return
        }
        #expect(other.status == 409)
        #expect(try client.workers().workers.isEmpty)
    }

    @Test("A deploy that fails at its first word is answered with its own status, and so is one without progress")
    func failedDeploy() throws {
        let host = try RunningAdmin()
        let plain = """
            POST /v1/workers/a/versions HTTP/1.1\r\nhost: x\r\ncontent-type: application/wasm\r\n\
            content-length: 3\r\nconnection: close\r\n\r\nabc
            """
        #expect(RawClient.status(host.socket, plain) == 422)
    }

    @Test("A large bundle arrives whole, and one that is too large is refused before it is sent")
    func sizes() throws {
        var limits = AdminLimits()
        limits.moduleBytesMax = 3 << 20
        let host = try RunningAdmin(limits: limits)
        let large = module + [UInt8](repeating: 7, count: 3 << 20 - 8)
        let result = try host.client.deploy(DeployRequest(worker: "shop", bundle: large)) { _ in }
        #expect(result.version.moduleBytes == 3 << 20)
        let refused = #expect(throws: AdminClientError.self) {
            try host.client.deploy(DeployRequest(worker: "shop", bundle: large + [0])) { _ in }
        }
        guard case .refused(let error)? = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(error.status == 413)
        #expect(error.step == .receive)
        #expect(try host.client.versions(of: "shop").versions.count == 1)
    }

    @Test("Over TLS large things go both ways as well")
    func overTLS() throws {
        let host = try RunningAdmin(tls: true)
        let client = host.tlsClient(token: "right")
        let large = module + [UInt8](repeating: 7, count: 5 << 20)
        var request = DeployRequest(worker: "shop", bundle: large)
        request.message = String(repeating: "why ", count: 600)
        for _ in 0..<40 { _ = try client.deploy(DeployRequest(worker: "shop", bundle: module)) { _ in } }
        #expect(try client.deploy(request) { _ in }.version.moduleBytes == large.count)
        #expect(try client.versions(of: "shop").versions.count == 41)
        #expect(try client.openAPI() == OpenAPIDocument.text)
    }

    @Test("A client says what to do when no host is there")
    func unreachable() throws {
        let directory = TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        func reason(_ path: String) -> String {
            do throws(AdminClientError) {
                _ = try AdminClient(.socket(path)).status()
                return ""
            } catch {
                return error.description
            }
        }
        #expect(reason("\(directory)/none.sock").contains("is swiftlet serve running"))
        TemporaryDirectory.write("\(directory)/file", [1])
        #expect(!reason("\(directory)/file").isEmpty)
        #expect(reason("/" + String(repeating: "a", count: 120)).contains("at most 107"))
        #expect(AdminEndpoint(text: "https://[::1]:9443") != nil)
        #expect(AdminEndpoint(text: "https://host")?.text == "https://host:443")
        for text in ["", "http://host", "https://", "https://a:b", "https://a:0", "https://u@h", "https://h/p"] {
            #expect(AdminEndpoint(text: text) == nil, "\(text)")
        }
    }
}
