import Testing

@Suite("A host that takes signed bundles alone")
struct SignedBundleTests {
    @Test("takes those of the keys it knows, and of others says why not, and which key it was")
    func signatures() throws {
        let (own, foreign) = (try BundleSigner(), try BundleSigner())
        let host = try DeployingServer(.init(deploy: "require_signature = [\"\(own.publicText)\"]"))
        let module = try Guest.saying("one")
        let signed = try own.sign(module)
        let answer = try host.admin.deploy("shop", signed)
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer.json["version"]["signed_by"].text == own.id)

        var tampered = try own.sign(try Guest.saying("two"))
        let words = try #require(tampered.firstRange(of: Array("two".utf8)))
        tampered[words.lowerBound] = UInt8(ascii: "T")
        let refusals = [
            (module, "not signed"), (try foreign.sign(module), foreign.id), (tampered, "changed after"),
            (Guest.variant(1, of: signed), "follow"), (Array(signed.dropLast(1)), ""),
        ]
        for (bundle, words) in refusals {
            let answer = try host.admin.deploy("shop", bundle)
            #expect([403, 422].contains(answer.status), "\(answer.text)")
            #expect(answer.json["step"].text == "verify")
            #expect(answer.text.contains(words), "\(words) in \(answer.text)")
        }
        #expect(try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count == 1)
        #expect(try host.get().text == "one")
    }
}
