/// Why a request gets a 503 before anything of it has run.
enum Refusal: Int, CaseIterable {
    /// All places are taken, or reserved for other workers; and the worker has no queue.
    case isolates
    /// The worker has as many requests as it may; and no queue.
    case concurrency
    /// As many wait as may.
    case queue
    /// It waited too long.
    case queueWait

    /// What the client learns.
    var reason: StaticString {
        switch self {
        case .isolates, .concurrency, .queue: "the worker is busy"
        case .queueWait: "the worker was busy for too long"
        }
    }
}
