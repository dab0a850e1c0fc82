/// The limits that belong to a version, by the keys of the configuration: as it is kept, and as people read it.
///
/// What a worker shares with others (`concurrency`, `reserved`, `queue`, `queue_wait`, `log_rate`) belongs to the worker
/// and not to its versions.
extension Config.WorkerLimits {
    private typealias Durations = WritableKeyPath<Config.WorkerLimits, Duration> & Sendable
    private typealias Integers = WritableKeyPath<Config.WorkerLimits, Int> & Sendable

    /// What each may be, in a configuration and in what is kept.
    enum Allowed {
        static let cpu = Duration.milliseconds(1)...Duration.seconds(300)
        static let wall = Duration.milliseconds(1)...Duration.seconds(3600)
        static let memory = 1 << 20...1 << 30
        static let code = 64 << 10...64 << 20
        static let log = 0...1 << 20
        static let responseHead = 1 << 10...1 << 20
        static let responseBody = 0...1 << 40
        static let buffer = 16 << 10...64 << 20
        static let subrequests = 0...10_000
        static let subrequestsConcurrent = 1...100
    }

    private static let durations: [(key: String, path: any Durations, allowed: ClosedRange<Duration>)] = [
        ("cpu", \.cpu, Allowed.cpu), ("wall", \.wall, Allowed.wall),
        ("background_cpu", \.backgroundCPU, Allowed.cpu), ("background_wall", \.backgroundWall, Allowed.wall),
        ("init_cpu", \.initCPU, Allowed.cpu),
    ]

    private static let sizes: [(key: String, path: any Integers, allowed: ClosedRange<Int>)] = [
        ("memory", \.memoryBytes, Allowed.memory), ("code", \.codeBytesMax, Allowed.code),
        ("log_bytes", \.logBytesMax, Allowed.log),
        ("response_head_bytes", \.responseHeadBytesMax, Allowed.responseHead),
        ("response_body_bytes", \.responseBodyBytesMax, Allowed.responseBody),
        ("buffer_bytes", \.bufferBytesMax, Allowed.buffer),
    ]

    private static let counts: [(key: String, path: any Integers, allowed: ClosedRange<Int>)] = [
        ("subrequests", \.subrequestsMax, Allowed.subrequests),
        ("subrequests_concurrent", \.subrequestsConcurrentMax, Allowed.subrequestsConcurrent),
    ]

    /// By key.
    package var entries: [String: String] {
        var entries: [String: String] = [:]
        for (key, path, _) in Self.durations { entries[key] = Quantity.text(self[keyPath: path]) }
        for (key, path, _) in Self.sizes { entries[key] = Quantity.text(bytes: self[keyPath: path]) }
        for (key, path, _) in Self.counts { entries[key] = "\(self[keyPath: path])" }
        return entries
    }

    /// What `entries` said. A key that is not there keeps its default; nil: one has no such value, or one that no configuration could give it.
    package init?(entries: [String: String]) {
        self.init()
        var known = 0
        for (key, path, allowed) in Self.durations {
            guard let text = entries[key] else { continue }
            guard let value = Quantity.duration(text), allowed ~= value else { return nil }
            self[keyPath: path] = value
            known += 1
        }
        for (key, path, allowed) in Self.sizes {
            guard let text = entries[key] else { continue }
            guard let value = Quantity.size(text), allowed ~= value else { return nil }
            self[keyPath: path] = value
            known += 1
        }
        for (key, path, allowed) in Self.counts {
            guard let text = entries[key] else { continue }
            guard let value = Int(text), allowed ~= value else { return nil }
            self[keyPath: path] = value
            known += 1
        }
        guard known == entries.count else { return nil }
    }
}
