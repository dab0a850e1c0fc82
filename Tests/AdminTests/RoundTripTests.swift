import Testing

@testable import Admin

@Suite("Operations as requests")
struct RoundTripTests {
    static let operations: [AdminOperation] = {
        var deploy = DeployRequest(worker: "shop.v2_a-b", bundle: [0, 0x61, 0x73, 0x6D])
        deploy.message = "50% off & \"more\" + ünïcode\n/?#"
        deploy.author = "a@b"
        deploy.commit = "c0ffee"
        deploy.activate = false
        deploy.expect = VersionID(6)
        var filter = TailFilter()
        filter.worker = "shop"
        filter.status = StatusFilter(500...599)
        filter.path = "/a b/%2F"
        filter.limit = 10
        let rotate = RotateRequest.with {
            $0.variables = ["A": "1", "B": nil, "quote\"": "\\ \u{1F600}"]
            $0.secrets = ["KEY": "s3cret"]
            $0.expect = VersionID(1)
        }
        let plan = RolloutPlan.with {
            $0.candidate = VersionID(7)
            $0.steps = [0.5, 10, 100]
            $0.guards = ["errors<1%"]
            $0.minRequests = 500
        }
        let weights = Weights([.init(VersionID(7), hundredths: 1), .init(VersionID(6), hundredths: 9999)])
        let shadow = ShadowRequest.with {
            $0.candidate = VersionID(3)
            $0.share = 12.5
            $0.subrequests = .readOnly
            $0.ignore = ["/a/*/b"]
        }
        let explain = ExplainRequest.with {
            $0.url = "/x"
            $0.headers = [HeaderLine("cookie", "a=1"), HeaderLine("cookie", "b=2")]
        }
        return [
            .status, .workers, .worker("a"), .deleteWorker("a"), .versions("a"), .deploy(deploy),
            .version("a", VersionID(12)), .rotate("a", rotate), .rollout("a"), .setRollout("a", .weights(weights)),
            .setRollout("a", .guarded(plan)), .setRollout("a", .pause(true)), .abortRollout("a"), .promote("a", nil),
            .promote("a", VersionID(2)), .rollBack("a", nil), .shadow("a"), .setShadow("a", shadow), .endShadow("a"),
            .tail(filter), .tail(TailFilter()), .explain(explain), .configPlan,
            .applyConfig(ApplyRequest.with { $0.plan = "d1" }), .openAPI,
        ]
    }()

    @Test("Every operation is read as what was written", arguments: operations)
    func roundTrip(_ operation: AdminOperation) throws {
        let encoded = EncodedOperation(operation)
        let parts = encoded.target.split(separator: "?", maxSplits: 1)
        let match = try OperationRouter.match(encoded.method, path: String(parts[0]))
        #expect(match.entry.id == operation.id)
        let query = parts.count > 1 ? String(parts[1]) : ""
        #expect(try OperationDecoder.decode(match, query: query, body: encoded.body) == operation)
    }

    @Test("These are all operations that there are")
    func complete() {
        #expect(Set(Self.operations.map(\.id)) == Set(OperationID.allCases))
    }
}
