internal import Admin
internal import Deploy
internal import Isolate

/// What the store answers, or its refusal as the admin API says it.
func asked<Value>(_ answer: @autoclosure () throws(DeployError) -> Value) throws(AdminError) -> Value {
    do throws(DeployError) { return try answer() } catch { throw AdminError(error) }
}

extension VersionID {
    init(_ number: VersionNumber) { self.init(number.value) }
}

extension AdminError {
    /// - Parameter step: at which it went wrong; nil: it was no deployment.
    init(_ error: DeployError, _ step: DeployStep? = nil) {
        let (status, code, title) =
            switch error.kind {
            case .input: (422, "invalid", "It cannot be taken")
            case .missing: (404, "missing", "Something is missing")
            case .conflict: (409, "conflict", "Somebody was faster")
            case .limit: (413, "limit", "It is beyond a limit")
            case .signature: (403, "signature", "The signature does not count")
            case .system: (507, "system", "The system refused")
            case .corrupt: (500, "corrupt", "The store is damaged")
            }
        self.init(
            status, code, title, error.problem, remedy: error.remedy.isEmpty ? nil : error.remedy, step: step)
    }

    /// What kept a module from becoming a deployment.
    init(making error: IsolateError) {
        switch error.kind {
        case .module:
            self.init(
                422, "bad_module", "The module cannot be taken", "\(error)",
                remedy: "see what `swiftlet inspect` says of it, and build it anew", step: .verify)
        case .initialisation:
            self.init(
                422, "init_failed", "The worker does not start", "\(error)",
                remedy: "see what `swiftlet invoke` says of it, and mend its init()", step: .initialise)
        case .runtime, .busy:
            self.init(
                507, "system", "The system refused", "\(error)", remedy: "see the host's log", step: .compile)
        }
    }

    init(_ error: RolloutError) {
        self.init(422, "invalid", "It cannot be taken", error.problem, remedy: error.remedy)
    }

    func at(_ step: DeployStep) -> AdminError {
        var error = self
        error.step = error.step ?? step
        return error
    }
}
