/// Cores for the event loops.
package struct ProcessorCheck: Sendable {
    /// That this process may run on.
    package var cores: Int
    /// What a container's quota leaves of them; nil: all.
    package var quota: Double?
    /// Event loops of the configuration.
    package var threads: Int

    package init(cores: Int, quota: Double?, threads: Int) {
        self.cores = cores
        self.quota = quota
        self.threads = threads
    }

    package var finding: Finding {
        let loops = "\(threads) event loop\(threads == 1 ? "" : "s")"
        let found = "\(cores) core\(cores == 1 ? "" : "s")"
        if threads > cores {
            return Finding(
                .warning, "processors", "\(loops) on \(found): they will wait for each other",
                fix: "set threads = \(cores), or 0, in the configuration")
        }
        if let quota, quota < Double(threads) {
            let whole = max(1, Int(quota))
            return Finding(
                .warning, "processors", "\(loops) on \(found), of which a quota leaves \(quota): loops will be halted",
                fix: "set threads = \(whole) in the configuration, or raise the container's quota")
        }
        return Finding(.ok, "processors", "\(loops) on \(found)")
    }
}
