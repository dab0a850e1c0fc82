/// Why the host did not do what it was asked, as problem details (RFC 9457): one clear sentence and what to do.
package struct AdminError: AdminRecord, Error {
    /// `urn:swiftlet:problem:` and the code.
    package var type = ""
    /// HTTP's.
    package var status = 500
    /// For programs: "version_conflict".
    package var code = ""
    /// The kind of problem, the same for each one of its code.
    package var title = ""
    /// This one, with names and numbers.
    package var detail = ""
    package var remedy: String?
    /// The step of a deploy that failed.
    package var step: DeployStep?
    /// Seconds after which it may go better.
    package var retryAfter: Int?

    package init() {}

    package init(
        _ status: Int, _ code: String, _ title: String, _ detail: String, remedy: String? = nil,
        step: DeployStep? = nil, retryAfter: Int? = nil
    ) {
        type = "urn:swiftlet:problem:\(code)"
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.step = step
        self.retryAfter = retryAfter
    }

    package static let about: StaticString = "Problem details (RFC 9457)."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("type", &type, "urn:swiftlet:problem: and the code.")
        visitor.member("title", &title, "The kind of problem.")
        visitor.member("status", &status, "The status of the answer.")
        visitor.member("detail", &detail, "What is wrong, with names and numbers.")
        visitor.member("code", &code, "The kind of problem, for programs.")
        visitor.member("remedy", &remedy, "What to do.")
        visitor.member("step", &step, "The step of a deploy that failed.")
        visitor.member("retry_after", &retryAfter, "Seconds after which it may go better.")
    }
}

/// The problems that more than one operation has.
extension AdminError {
    /// The request itself is wrong.
    package static func badRequest(_ detail: String, remedy: String? = nil) -> AdminError {
        AdminError(400, "bad_request", "The request is wrong", detail, remedy: remedy)
    }

    package static func unknownWorker(_ name: String, known: [String] = []) -> AdminError {
        let list = known.isEmpty ? "there are none" : "there are: \(known.sorted().prefix(20).joined(separator: ", "))"
        return AdminError(
            404, "unknown_worker", "No such worker", "no worker is named \"\(name)\" (\(list))",
            remedy: "deploy it first, or name one of those")
    }

    package static func unknownVersion(_ version: VersionID, of worker: String) -> AdminError {
        AdminError(
            404, "unknown_version", "No such version", "\(worker) has no version \(version), or no longer",
            remedy: "swiftlet versions \(worker) lists those that there are")
    }

    /// It contradicts what is the case by now.
    package static func conflict(_ code: String, _ title: String, _ detail: String, remedy: String) -> AdminError {
        AdminError(409, code, title, detail, remedy: remedy)
    }

    /// The host is ending.
    package static var shuttingDown: AdminError {
        AdminError(
            503, "shutting_down", "The host is ending", "this host is ending and takes no changes any more",
            remedy: "ask again when it has started anew", retryAfter: 5)
    }
}
