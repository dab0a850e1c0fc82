/// The limits that belong to a version, by the keys of the configuration: as it is kept, and as people read it.
///
/// What a worker shares with others (`concurrency`, `reserved`, `queue`, `queue_wait`, `log_rate`) belongs to the worker
/// and not to its versions.
extension Config.WorkerLimits {
    private typealias Durations = WritableKeyPath<Config.WorkerLimits, Duration> & Sendable
    private typealias Integers = WritableKeyPath<Config.WorkerLimits, Int> & Sendable

    private static let durations: [(key: String, path: any Durations)] = [
        ("cpu", \.cpu), ("wall", \.wall), ("background_cpu", \.backgroundCPU), ("background_wall", \.backgroundWall),
        ("init_cpu", \.initCPU),
    ]

    private static let sizes: [(key: String, path: any Integers)] = [
        ("memory", \.memoryBytes), ("code", \.codeBytesMax), ("log_bytes", \.logBytesMax),
        ("response_head_bytes", \.responseHeadBytesMax), ("response_body_bytes", \.responseBodyBytesMax),
        ("buffer_bytes", \.bufferBytesMax),
    ]

    private static let counts: [(key: String, path: any Integers)] = [
        ("subrequests", \.subrequestsMax), ("subrequests_concurrent", \.subrequestsConcurrentMax),
    ]

    /// By key.
    package var entries: [String: String] {
        var entries: [String: String] = [:]
        for (key, path) in Self.durations { entries[key] = Quantity.text(self[keyPath: path]) }
        for (key, path) in Self.sizes { entries[key] = Quantity.text(bytes: self[keyPath: path]) }
        for (key, path) in Self.counts { entries[key] = "\(self[keyPath: path])" }
        return entries
    }

    /// What `entries` said. A key that is not there keeps its default; nil: one has no such value.
    package init?(entries: [String: String]) {
        self.init()
        var known = 0
        for (key, path) in Self.durations {
            guard let text = entries[key] else { continue }
            guard let value = Quantity.duration(text) else { return nil }
            self[keyPath: path] = value
            known += 1
        }
        for (key, path) in Self.sizes {
            guard let text = entries[key] else { continue }
            guard let value = Quantity.size(text) else { return nil }
            self[keyPath: path] = value
            known += 1
        }
        for (key, path) in Self.counts {
            guard let text = entries[key] else { continue }
            guard let value = Int(text) else { return nil }
            self[keyPath: path] = value
            known += 1
        }
        guard known == entries.count else { return nil }
    }
}
