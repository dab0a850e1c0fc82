extension ConfigDecoder {
    private static var second: Duration { .seconds(1) }
    private static var hour: Duration { .seconds(3600) }

    /// `[limits]`: what clients may use.
    mutating func decodeLimits(_ root: inout TableReader) {
        guard var table = root.table("limits", example: "[limits] header_bytes = \"32KiB\"") else { return }
        let standard = Config.Limits()
        var limits = standard
        limits.headerBytesMax = table.size("header_bytes", 1 << 10...1 << 20, default: standard.headerBytesMax)
        limits.headerCountMax = table.integer("header_count", 4...1000, default: standard.headerCountMax)
        limits.uriBytesMax = table.size("uri_bytes", 64...1 << 20, default: standard.uriBytesMax)
        limits.bodyBytesMax = table.size("body_bytes", 0...1 << 40, default: standard.bodyBytesMax)
        let times = Duration.milliseconds(100)...Self.hour
        limits.headerTimeout = table.duration("header_timeout", times, default: standard.headerTimeout)
        limits.idleTimeout = table.duration("idle_timeout", times, default: standard.idleTimeout)
        limits.bodyTimeout = table.duration("body_timeout", times, default: standard.bodyTimeout)
        limits.writeTimeout = table.duration("write_timeout", times, default: standard.writeTimeout)
        limits.connectionsMax = table.integer("connections", 1...1_000_000, default: standard.connectionsMax)
        limits.requestsPerConnectionMax = table.integer(
            "requests_per_connection", 1...1_000_000_000, default: standard.requestsPerConnectionMax)
        limits.isolatesMax = table.integer("isolates", 1...10_000, default: standard.isolatesMax)
        limits.backgroundMax = table.integer("background", 0...10_000, default: standard.backgroundMax)
        limits.isolateStackBytes = table.size("isolate_stack", 64 << 10...8 << 20, default: standard.isolateStackBytes)
        limits.bufferBytesMax = table.size("buffer_bytes", 16 << 10...16 << 20, default: standard.bufferBytesMax)
        limits.logBufferBytesMax = table.size("log_buffer", 64 << 10...1 << 30, default: standard.logBufferBytesMax)
        limits.moduleCacheBytesMax = table.size(
            "module_cache", 16 << 20...1 << 40, default: standard.moduleCacheBytesMax)
        limits.shedDelay = table.duration("shed_delay", .zero...Self.second * 10, default: standard.shedDelay)
        limits.shedInterval = table.duration(
            "shed_interval", .milliseconds(10)...Self.second * 60, default: standard.shedInterval)
        limits.hopsMax = table.integer("hops", 1...100, default: standard.hopsMax)
        limits.shutdownDeadline = table.duration(
            "shutdown_deadline", .zero...Self.hour, default: standard.shutdownDeadline)
        if limits.uriBytesMax > limits.headerBytesMax {
            let (uri, head) = (Quantity.text(bytes: limits.uriBytesMax), Quantity.text(bytes: limits.headerBytesMax))
            issues.add(
                table.node, "uri_bytes (\(uri)) is more than header_bytes (\(head)), which counts the URI too",
                "raise header_bytes or lower uri_bytes")
        }
        table.finish()
        config.limits = limits
    }

    /// `limits` of a worker: what one request may use.
    mutating func workerLimits(_ worker: inout TableReader) -> Config.WorkerLimits {
        let standard = Config.WorkerLimits()
        typealias Allowed = Config.WorkerLimits.Allowed
        guard var table = worker.table("limits", example: "limits = { cpu = \"50ms\" }") else { return standard }
        var limits = standard
        limits.cpu = table.duration("cpu", Allowed.cpu, default: standard.cpu)
        limits.wall = table.duration("wall", Allowed.wall, default: standard.wall)
        limits.backgroundCPU = table.duration(
            "background_cpu", Allowed.cpu, default: standard.backgroundCPU)
        limits.backgroundWall = table.duration(
            "background_wall", Allowed.wall, default: standard.backgroundWall)
        limits.memoryBytes = table.size("memory", Allowed.memory, default: standard.memoryBytes)
        limits.codeBytesMax = table.size("code", Allowed.code, default: standard.codeBytesMax)
        limits.subrequestsMax = table.integer("subrequests", Allowed.subrequests, default: standard.subrequestsMax)
        limits.subrequestsConcurrentMax = table.integer(
            "subrequests_concurrent", Allowed.subrequestsConcurrent, default: standard.subrequestsConcurrentMax)
        limits.logBytesMax = table.size("log_bytes", Allowed.log, default: standard.logBytesMax)
        limits.logRate = table.size("log_rate", 1 << 10...1 << 30, default: standard.logRate)
        limits.responseHeadBytesMax = table.size(
            "response_head_bytes", Allowed.responseHead, default: standard.responseHeadBytesMax)
        limits.responseBodyBytesMax = table.size(
            "response_body_bytes", Allowed.responseBody, default: standard.responseBodyBytesMax)
        limits.bufferBytesMax = table.size("buffer_bytes", Allowed.buffer, default: standard.bufferBytesMax)
        limits.initCPU = table.duration("init_cpu", Allowed.cpu, default: standard.initCPU)
        decodeAdmission(&table, &limits)
        if limits.cpu > limits.wall {
            let (cpu, wall) = (Quantity.text(limits.cpu), Quantity.text(limits.wall))
            issues.add(
                table.node, "cpu (\(cpu)) is more than wall (\(wall)), which counts it too",
                "lower cpu or raise wall")
        }
        table.finish(hints: ["time": "write cpu (time on the CPU) or wall (waiting included)"])
        return limits
    }
}
