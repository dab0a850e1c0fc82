internal import Deploy
internal import Isolate

/// `[deploy]`, and what a worker says of its rollouts.
extension ConfigDecoder {
    /// After `[admin]`: without it nothing is kept.
    mutating func decodeDeploy(_ root: inout TableReader) {
        config.deploy.store = absolute(".swiftlet/store")
        guard var table = root.table("deploy", example: "[deploy] store = \"store\"") else { return }
        var deploy = config.deploy
        if let (text, _) = table.string("store", example: "store") { deploy.store = absolute(text) }
        deploy.moduleBytesMax = table.size("module_bytes", 64 << 10...64 << 20, default: deploy.moduleBytesMax)
        deploy.versionsMax = table.integer("versions", 2...10_000, default: deploy.versionsMax)
        deploy.storeBytesMax = table.size("store_bytes", 16 << 20...1 << 40, default: deploy.storeBytesMax)
        deploy.waitingMax = table.integer("waiting", 0...1_000, default: deploy.waitingMax)
        deploy.workersMax = table.integer("workers", 0...10_000, default: deploy.workersMax)
        deploy.previewsMax = table.integer("previews", 0...100, default: deploy.previewsMax)
        deploy.shadow = shadowLimits(&table)
        deploy.signers = signers(&table)
        deploy.preview = previewDomain(&table)
        if let node = table.take("override_key"), let value = secret("override_key", node) {
            do throws(RolloutError) {
                deploy.overrideKey = try OverrideKey(value.copy())
            } catch {
                issues.add(node, error.problem, error.remedy)
            }
        }
        table.finish(hints: [
            "path": "write store = \"store\"", "socket": "the socket belongs to [admin]",
            "signature": "write require_signature = [\"…\"], as `swiftlet keygen` says",
        ])
        if config.admin == nil {
            issues.add(table.node, "is of no use without [admin]", "add [admin], or remove it")
        }
        config.deploy = deploy
    }

    /// `shadow`: what copies of requests may use.
    private func shadowLimits(_ deploy: inout TableReader) -> Config.ShadowLimits {
        let standard = Config.ShadowLimits()
        guard var table = deploy.table("shadow", example: "shadow = { runs = 8 }") else { return standard }
        var limits = standard
        limits.copiesPerLoopMax = table.integer("copies", 1...1_000, default: standard.copiesPerLoopMax)
        let sizes = 1 << 10...16 << 20
        limits.requestBodyBytesMax = table.size("request_bytes", sizes, default: standard.requestBodyBytesMax)
        limits.responseBodyBytesMax = table.size("response_bytes", sizes, default: standard.responseBodyBytesMax)
        limits.originBytesMax = table.size("origin_bytes", sizes, default: standard.originBytesMax)
        limits.originAnswersMax = table.integer("origin_answers", 0...1_000, default: standard.originAnswersMax)
        limits.waitingMax = table.integer("waiting", 1...10_000, default: standard.waitingMax)
        limits.runsMax = table.integer("runs", 1...256, default: standard.runsMax)
        table.finish(hints: ["share": "a worker's share is said to `swiftlet shadow`"])
        return limits
    }

    /// The public keys of `require_signature`.
    private func signers(_ table: inout TableReader) -> TrustedKeys {
        let given = table.strings("require_signature", example: "signer.pem")
        if given.isEmpty, let node = table.take("require_signature"), case .array(let elements) = node.value,
            elements.isEmpty
        {
            issues.add(node, "names nobody", "name the public keys that count, or remove it")
        }
        var keys = TrustedKeys()
        for (text, node) in given {
            do throws(DeployError) {
                guard text.hasSuffix(".pem") else {
                    try keys.add(text: text)
                    continue
                }
                let path = absolute(text)
                switch FileProbe.read(path, bytesMax: 64 << 10) {
                case .success(let bytes): try keys.add(pem: bytes, place: path)
                case .failure(let problem):
                    issues.add(
                        node, "\(TOMLNode.quoted(path: path)) cannot be read: \(problem.text)",
                        "name a PEM file of a public key, or write the line that `swiftlet keygen` prints")
                }
            } catch {
                issues.add(node, error.problem, error.remedy)
            }
        }
        return keys
    }

    private func previewDomain(_ table: inout TableReader) -> String? {
        guard let (text, node) = table.string("preview", example: "preview.example.com") else { return nil }
        let name = text.lowercased()
        guard name.utf8.count <= 180, let pattern = try? RoutePattern(parsing: "*.\(name)/*"),
            case .suffix = pattern.host
        else {
            issues.add(
                node, "\(TOMLNode.quoted(text)) is no domain",
                "write a name without * and port, such as \"preview.example.com\"")
            return nil
        }
        return name
    }

    /// `[workers.NAME] rollout`.
    func rollout(_ worker: inout TableReader) -> Config.Rollout {
        var rollout = Config.Rollout()
        let example = "rollout = { key = [\"cookie:uid\", \"address\"] }"
        guard var table = worker.table("rollout", example: example) else { return rollout }
        let keys = table.strings("key", example: "cookie:uid")
        if !keys.isEmpty, let node = table.take("key") {
            do throws(RolloutError) {
                rollout.keys = try AssignmentKey.list(parsing: keys.map(\.text))
            } catch {
                issues.add(node, error.problem, error.remedy)
            }
        }
        rollout.tellsOrigins = table.boolean("origin_header", default: rollout.tellsOrigins)
        table.finish(hints: ["cookie": "write key = [\"cookie:NAME\"]", "header": "write key = [\"header:NAME\"]"])
        return rollout
    }
}
