internal import Isolate
internal import Logging

/// A version of a worker goes out, and comes back.
extension ServerLog {
    func quarantined(
        _ record: WorkerRecord, _ version: WorkerVersion, _ evidence: QuarantineState.Evidence, answers: String
    ) {
        let settings = record.quarantine ?? Config.Quarantine()
        let backoff = Duration.milliseconds(evidence.backoffMilliseconds).inWords
        let why =
            evidence.isProbe
            ? "\(evidence.failed) of \(evidence.requests) probes failed (\(evidence.commonest.cause.rawValue))"
            : """
            \(evidence.failed) of \(evidence.requests) requests failed within \(settings.window.inWords), \
            most of them: \(evidence.commonest.cause.rawValue)
            """
        let key = "workers.\(record.name)"
        logger.warning(
            """
            worker \(version.label): quarantined\(evidence.isProbe ? " again" : "") for \(backoff): \
            \(why); meanwhile answers: \(answers); the keys are \(key).quarantine \
            (failures = "\(settings.failuresPercent)%", requests = \(settings.requestsMin), \
            window = "\(settings.window.inWords)", backoff = "\(settings.backoff.inWords)", \
            backoff_max = "\(settings.backoffMax.inWords)", probes = \(settings.probesMax)) and \(key).fallback
            """)
    }

    /// `answered`: by whom, and how many.
    func backFromQuarantine(
        _ record: WorkerRecord, _ version: WorkerVersion, rounds: UInt64, milliseconds: UInt64,
        answered: [(by: String, count: UInt64)]
    ) {
        let answers = answered.map { "\($0.by)=\($0.count)" }.joined(separator: " ")
        logger.notice(
            """
            worker \(version.label): back from quarantine after \
            \(Duration.milliseconds(milliseconds).inWords) and \(rounds) times out: its probes ended well \
            (workers.\(record.name).quarantine.probes = \((record.quarantine ?? Config.Quarantine()).probesMax)); \
            meanwhile answered: \(answers)
            """)
    }
}
