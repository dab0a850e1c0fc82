internal import Admin
internal import Deploy
internal import Isolate

/// What would become of a request that is not made, decided as a loop would decide it, with reasons.
extension DeployHost {
    func explain(_ request: ExplainRequest, _ caller: AdminCaller) throws(AdminError) -> Explanation {
        let asked = try AskedRequest(request, shared.headLimits)
        var explanation = Explanation()
        guard let listener = listener(of: asked, &explanation) else { return explanation }
        if let refusal = asked.refusal {
            explanation.status = refusal.status
            explanation.add("answer", "\(refusal.status)", why: refusal.reason)
            return explanation
        }
        guard let route = try route(asked, listener, &explanation) else { return explanation }
        explainRules(route, &explanation)
        switch shared.config.routes[route].action {
        case .worker(let place): try explainWorker(place, nil, asked, &explanation)
        case .preview:
            guard let domain = shared.config.deploy.preview,
                let preview = PreviewHost(asked.host, domain: domain),
                let (place, number) = preview.find(shared.records)
            else {
                explanation.status = 404
                explanation.add("worker", "none", why: "no worker has this preview host")
                return explanation
            }
            try explainWorker(place, number, asked, &explanation)
        case .origin(let index): explainOrigin(index, &explanation)
        case .files(let root): explanation.add("files", root, why: "the route says so")
        case .respond(let response):
            explanation.status = response.status
            explanation.add("answer", "\(response.status)", why: "the route's fixed response")
        case .metrics:
            explanation.status = 200
            explanation.add("answer", "metrics", why: "the route says so")
        }
        return explanation
    }

    private func listener(of asked: AskedRequest, _ explanation: inout Explanation) -> Int? {
        let listeners = shared.config.listeners
        let fitting = listeners.indices.filter { index in
            asked.isSecure == nil || listeners[index].cleartext != asked.isSecure
        }
        let exact = fitting.first { index in asked.port.map { Int(listeners[index].port) == $0 } ?? false }
        guard let index = exact ?? fitting.first else {
            explanation.add(
                "listener", "none",
                why: "no listener speaks \(asked.isSecure == true ? "https" : "http"); "
                    + "there are: \(listeners.map(\.name).joined(separator: ", "))")
            return nil
        }
        explanation.listener = listeners[index].name
        let why =
            exact != nil
            ? "it has this port"
            : fitting.count == 1 ? "it is the only one" : "it is the first of \(fitting.count) that could"
        explanation.add("listener", listeners[index].name, why: why)
        return index
    }

    private func route(
        _ asked: AskedRequest, _ listener: Int, _ explanation: inout Explanation
    ) throws(AdminError) -> Int? {
        let found = unsafe asked.withHostAndPath { host, path in
            unsafe shared.router.route(listener: listener, host: host, path: path)
        }
        guard found >= 0 else {
            explanation.status = 404
            explanation.add("route", "none", why: "no route matches \(asked.host)\(asked.path)")
            return nil
        }
        let route = shared.config.routes[Int(found)]
        explanation.route = route.pattern.text
        let others = shared.config.routes.count { $0.pattern.host == route.pattern.host }
        explanation.add(
            "route", route.pattern.text,
            why: "the most specific of \(shared.config.routes.count), \(others) of them for this host")
        return Int(found)
    }

    private func explainRules(_ route: Int, _ explanation: inout Explanation) {
        guard let rules = shared.rules[route] else { return }
        explanation.add("header rules", rules.described, why: "the route's request_headers and response_headers")
    }

    private func explainOrigin(_ index: Int, _ explanation: inout Explanation) {
        let origin = shared.config.origins[index]
        explanation.origin = origin.name
        explanation.add("origin", "\(origin.name) (\(origin.url.authority))", why: "the route says so")
    }

    private func explainWorker(
        _ place: Int, _ number: Int?, _ asked: AskedRequest, _ explanation: inout Explanation
    ) throws(AdminError) {
        let name = shared.records[place].name
        explanation.worker = name
        explanation.add("worker", name, why: number == nil ? "the route says so" : "the preview host names it")
        guard let worker = workers.first(where: { $0.place == place }), !worker.isEmpty || number != nil
        else {
            explanation.status = 503
            explanation.add("version", "none", why: "the worker waits for its first deployment")
            return
        }
        let wanted = tested(worker, number, asked, &explanation)
        let chosen = number == nil && wanted == nil ? choose(worker, asked, &explanation) : wanted
        guard let chosen, let version = worker.ready[chosen.value] else {
            explanation.status = number == nil ? 503 : 404
            explanation.add("version", "none", why: worker.problem ?? "v\(number ?? 0) is not ready")
            return
        }
        explanation.version = VersionID(chosen)
        if !version.isHealthy {
            explanation.add(
                "quarantine", "out",
                why: "it failed too often; "
                    + shared.records[place].answers(previous: shared.records[place].versions.previous))
        }
        let record = records(worker).first { $0.number == chosen }
        let limits = (record?.content.settings.limits ?? [:]).sorted { $0.key < $1.key }
        explanation.add("limits", limits.map { "\($0.key)=\($0.value)" }.joined(separator: " "), why: "the version's")
        let origins = record?.content.settings.origins ?? []
        if !origins.isEmpty {
            explanation.add("origins", origins.joined(separator: ", "), why: "the version may reach these")
        }
        if wanted == nil { explainShadow(worker, chosen, &explanation) }
    }

    /// Whoever tests says which: by the preview's host, or by a signed header. Nil: nobody does.
    private func tested(
        _ worker: LiveWorker, _ number: Int?, _ asked: AskedRequest, _ explanation: inout Explanation
    ) -> VersionNumber? {
        if let number {
            explanation.add("version", "v\(number)", why: "the preview host names it")
            return VersionNumber(UInt32(number))
        }
        if let overrides = shared.overrides, let value = asked.field(VersionOverride.headerName) {
            let asked = unsafe Array(value.utf8).withUnsafeBytes {
                unsafe overrides.number($0, worker: worker.name.text)
            }
            if let asked, worker.ready[UInt32(asked)] != nil {
                explanation.add("version", "v\(asked)", why: "its signed header asks for it")
                return VersionNumber(UInt32(asked))
            }
            explanation.add(
                "override", "none",
                why: asked.map { "v\($0), which its signed header asks for, is not ready" }
                    ?? "its header is not signed by the key, expired, or for another worker")
        }
        return nil
    }

    /// By its user. As `Exchange.assignVersion` does.
    private func choose(
        _ worker: LiveWorker, _ asked: AskedRequest, _ explanation: inout Explanation
    ) -> VersionNumber? {
        guard let assignment = worker.assignment else {
            worker.baseline.map { explanation.add("version", "\($0)", why: "it has all requests") }
            return worker.baseline
        }
        let keys = shared.config.workers[worker.place].rollout.keys
        let (key, value) = asked.userKey(keys)
        let hash = KeyHash(worker: worker.name.text).hash(value)
        let bucket = KeyHash.bucket(of: hash)
        explanation.bucket = Int(bucket)
        let version = assignment.version(ofBucket: bucket)
        explanation.add(
            "version", "v\(version)",
            why: "\(key.text) is in bucket \(bucket) of 10,000, which is v\(version)'s (\(assignment.weights.text))")
        return VersionNumber(version)
    }
}

extension Explanation {
    mutating func add(_ what: String, _ value: String, why: String) {
        steps.append(ExplanationStep(what, value, why: why))
    }
}
