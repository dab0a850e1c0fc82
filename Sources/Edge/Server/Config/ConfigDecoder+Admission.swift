/// How many requests of a worker run at once, and how many wait.
extension ConfigDecoder {
    mutating func decodeAdmission(_ table: inout TableReader, _ limits: inout Config.WorkerLimits) {
        if table.take("concurrency") != nil {
            limits.concurrencyMax = table.integer("concurrency", 1...10_000, default: config.limits.isolatesMax)
        }
        if let node = table.take("reserved") {
            limits.reserved = table.integer("reserved", 0...10_000, default: 0)
            reserveNodes.append((limits.reserved ?? 0, node))
        }
        limits.queueMax = table.integer("queue", 0...10_000, default: limits.queueMax)
        limits.queueWait = table.duration("queue_wait", .zero...Duration.seconds(60), default: limits.queueWait)
        let isolates = config.limits.isolatesMax
        if let concurrency = limits.concurrencyMax, concurrency > isolates {
            issues.add(
                table.node,
                "concurrency (\(concurrency)) is more than limits.isolates (\(isolates)), which counts it too",
                "lower concurrency or raise [limits] isolates")
        }
        if let reserved = limits.reserved, let concurrency = limits.concurrencyMax, reserved > concurrency {
            issues.add(
                table.node, "reserved (\(reserved)) is more than concurrency (\(concurrency)), which it is a part of",
                "lower reserved or raise concurrency")
        }
    }

    /// Reserves must leave every worker a place.
    func checkPlaces() {
        let isolates = config.limits.isolatesMax
        let reserves = config.workers.map { config.reserved($0) }
        let sum = reserves.reduce(0, +)
        let hasNone = reserves.contains(0)
        guard sum > isolates || sum == isolates && hasNone else { return }
        guard let largest = reserveNodes.max(by: { $0.count < $1.count }) else { return }
        issues.add(
            largest.node,
            "with it \(sum) places are reserved, and limits.isolates (\(isolates)) "
                + (sum > isolates ? "has fewer" : "leaves none to workers without"),
            "lower it or raise [limits] isolates")
    }
}

extension Config {
    /// `limits.concurrency` with its default.
    func concurrency(_ worker: Worker) -> Int { worker.limits.concurrencyMax ?? limits.isolatesMax }

    /// `limits.reserved` with its default: a quarter of the isolates, divided among the workers, 16 at most.
    func reserved(_ worker: Worker) -> Int {
        worker.limits.reserved
            ?? min(16, limits.isolatesMax / (4 * max(1, workers.count)), concurrency(worker))
    }
}
