internal import Deploy
internal import Logging

extension ServerLog {
    /// A version was taken.
    func deployed(_ worker: String, _ record: VersionRecord, isLive: Bool) {
        let content = record.content
        var line = "worker \(worker): \(record.number) \(isLive ? "answers" : "is here and waits")"
        line += " module=\(content.module.description.prefix(12)) bytes=\(content.moduleBytes)"
        if let author = content.provenance.author { line += " by=\(author)" }
        if let commit = content.provenance.commit { line += " commit=\(commit)" }
        if let key = content.signedBy { line += " signed=\(key)" }
        logger.notice("\(line)")
    }
}
