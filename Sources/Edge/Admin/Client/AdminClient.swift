/// Asks a running host: what the commands of `swiftlet` are made of. Blocks; a connection for each question.
package struct AdminClient: Sendable {
    package let endpoint: AdminEndpoint
    /// For an answer, and between two lines of progress: some deploys take minutes.
    package var timeoutMilliseconds = 600_000
    package var connectMilliseconds = 10_000

    package init(_ endpoint: AdminEndpoint) { self.endpoint = endpoint }

    // MARK: the host

    package func status() throws(AdminClientError) -> HostStatus { try ask(.status) }
    package func explain(_ request: ExplainRequest) throws(AdminClientError) -> Explanation {
        try ask(.explain(request))
    }
    package func configPlan() throws(AdminClientError) -> ConfigPlan { try ask(.configPlan) }
    package func applyConfig(_ request: ApplyRequest) throws(AdminClientError) -> ApplyResult {
        try ask(.applyConfig(request))
    }
    /// The description of the API, as the host has it.
    package func openAPI() throws(AdminClientError) -> [UInt8] { try AdminExchange(self, .openAPI).whole() }

    // MARK: workers

    package func workers() throws(AdminClientError) -> WorkerList { try ask(.workers) }
    package func worker(_ name: String) throws(AdminClientError) -> WorkerDetail { try ask(.worker(name)) }
    package func deleteWorker(_ name: String) throws(AdminClientError) -> WorkerDeletion {
        try ask(.deleteWorker(name))
    }
    package func versions(of worker: String) throws(AdminClientError) -> VersionList { try ask(.versions(worker)) }
    package func version(_ version: VersionID, of worker: String) throws(AdminClientError) -> VersionInfo {
        try ask(.version(worker, version))
    }
    /// `progress` is called with each step as the host tells of it, and before those with `receive`, which this side
    /// knows of: the upload.
    package func deploy(
        _ request: DeployRequest, progress: (DeployEvent) -> Void
    ) throws(AdminClientError) -> DeployResult {
        try follow(.deploy(request), progress)
    }
    package func rotate(
        _ worker: String, _ request: RotateRequest, progress: (DeployEvent) -> Void
    ) throws(AdminClientError) -> DeployResult {
        try follow(.rotate(worker, request), progress)
    }

    // MARK: traffic

    package func rollout(of worker: String) throws(AdminClientError) -> RolloutStatus { try ask(.rollout(worker)) }
    package func setRollout(
        of worker: String, _ request: RolloutRequest
    ) throws(AdminClientError) -> RolloutStatus { try ask(.setRollout(worker, request)) }
    package func abortRollout(of worker: String) throws(AdminClientError) -> RolloutStatus {
        try ask(.abortRollout(worker))
    }
    package func promote(_ worker: String, to version: VersionID?) throws(AdminClientError) -> RolloutStatus {
        try ask(.promote(worker, version))
    }
    package func rollBack(_ worker: String, to version: VersionID?) throws(AdminClientError) -> RolloutStatus {
        try ask(.rollBack(worker, version))
    }
    package func shadow(of worker: String) throws(AdminClientError) -> ShadowStatus { try ask(.shadow(worker)) }
    package func setShadow(
        of worker: String, _ request: ShadowRequest
    ) throws(AdminClientError) -> ShadowStatus { try ask(.setShadow(worker, request)) }
    package func endShadow(of worker: String) throws(AdminClientError) -> ShadowStatus { try ask(.endShadow(worker)) }

    /// Calls `line` with what happens, heart-beats too, until it returns false or the host ends the tail.
    package func tail(_ filter: TailFilter, line: (TailLine) -> Bool) throws(AdminClientError) {
        let exchange = try AdminExchange(self, .tail(filter))
        try exchange.lines { text throws(AdminClientError) in line(try Self.read(text)) }
    }

    // MARK: answers

    private func ask<Value: AdminValue>(_ operation: AdminOperation) throws(AdminClientError) -> Value {
        try Self.read(try AdminExchange(self, operation).whole())
    }

    private func follow(
        _ operation: AdminOperation, _ progress: (DeployEvent) -> Void
    ) throws(AdminClientError) -> DeployResult {
        let began = Deadline.now
        if case .deploy(let request) = operation {
            let detail = "\(request.bundle.count) bytes"
            progress(.step(.receive, state: .started, milliseconds: 0, detail: detail))
        }
        let exchange = try AdminExchange(self, operation, acceptsLines: true)
        if case .deploy = operation {
            let milliseconds = Double(Deadline.now - began)
            progress(.step(.receive, state: .finished, milliseconds: milliseconds, detail: nil))
        }
        // A host that sends no lines sends the result.
        guard exchange.isLines else { return try Self.read(try exchange.whole()) }
        var result: DeployResult?
        var failure: AdminError?
        try exchange.lines { text throws(AdminClientError) in
            let line: DeployLine = try Self.read(text)
            guard let event = line.meaning else { throw Self.skew("a line of its progress lacks what its kind has") }
            switch event {
            case .done(let value): result = value
            case .failed(let error): failure = error
            case .step: progress(event)
            }
            return result == nil && failure == nil
        }
        if let failure { throw .refused(failure) }
        guard let result else {
            throw .broken(
                "the host ended the exchange before it told how the deploy went: ask swiftlet versions whether it did")
        }
        return result
    }

    static func read<Value: AdminValue>(_ text: [UInt8]) throws(AdminClientError) -> Value {
        do throws(ReadProblem) {
            return try Value(parsing: text, strict: false)
        } catch {
            throw skew(error.text)
        }
    }

    static func skew(_ reason: String) -> AdminClientError {
        .skew(
            "the answer is not one of version \(AdminLimits.apiVersion) of the admin API (\(reason)): "
                + "use the swiftlet that the host is, or ask another address")
    }
}
