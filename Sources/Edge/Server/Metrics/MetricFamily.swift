/// What `/metrics` calls a set of numbers of one kind, and says of it. A value.
struct MetricFamily: Sendable, Equatable {
    enum Kind: String, Sendable { case counter, gauge }

    /// What a cell counts in, where that is not what the name says.
    enum Scale: Sendable { case one, nanosecondsAsSeconds, hundredthsOfPercent }

    let name: String
    let kind: Kind
    /// One line of plain text.
    let help: String
    let scale: Scale

    private init(_ name: String, _ kind: Kind, _ help: String, scale: Scale = .one) {
        self.name = name
        self.kind = kind
        self.help = help
        self.scale = scale
    }
}

/// One number of a family: what tells it from the others, beside the worker or the origin that it is about.
struct MetricSeries: Sendable {
    let family: MetricFamily
    let label: (name: String, value: String)?

    init(_ family: MetricFamily, _ name: String? = nil, _ value: String = "") {
        self.family = family
        label = name.map { ($0, value) }
    }
}

extension MetricFamily {
    // What loops count (`LoopCounter`).
    static let connections = Self("swiftlet_connections", .gauge, "Clients' connections that are open.")
    static let accepted = Self("swiftlet_connections_accepted_total", .counter, "Connections accepted.")
    static let connectionsRefused = Self(
        "swiftlet_connections_refused_total", .counter, "Connections closed at once, because of limits.connections.")
    static let requests = Self("swiftlet_requests_total", .counter, "Requests whose heads were understood.")
    static let shed = Self(
        "swiftlet_requests_shed_total", .counter, "Requests for origins turned away by load shedding.")
    static let looped = Self(
        "swiftlet_requests_looped_total", .counter, "Requests that went round in a circle, beyond limits.hops.")
    static let responses = Self("swiftlet_responses_total", .counter, "Responses begun, by class of status.")
    static let isolates = Self("swiftlet_isolates", .gauge, "Isolates that run or wait, background ones included.")

    // What they count of workers (`WorkerCounter`).
    static let workerRequests = Self(
        "swiftlet_worker_requests_total", .counter, "Isolates started for requests of a worker.")
    static let queued = Self("swiftlet_worker_queued_total", .counter, "Requests that waited for a place.")
    static let refused = Self(
        "swiftlet_worker_refused_total", .counter, "Requests that found no place, by the limit that was reached.")
    static let faults = Self("swiftlet_worker_faults_total", .counter, "Isolates that failed, by cause.")
    static let workerCPU = Self(
        "swiftlet_worker_cpu_seconds_total", .counter, "CPU time of a worker's isolates.", scale: .nanosecondsAsSeconds)
    static let quarantines = Self(
        "swiftlet_worker_quarantines_total", .counter, "Times that a version of a worker was taken out.")
    static let fallbacks = Self(
        "swiftlet_worker_fallbacks_total", .counter, "Requests answered in the place of a version that is out.")

    // What they count of origins (`OriginCounter`).
    static let originRequests = Self(
        "swiftlet_origin_requests_total", .counter, "Requests to an origin, proxied, forwarded or a worker's own.")
    static let originFailures = Self(
        "swiftlet_origin_failures_total", .counter, "Requests to an origin that got no whole response, by cause.")

    // What is asked for when somebody reads (`Metrics+Text`).
    static let workerInfo = Self("swiftlet_worker_info", .gauge, "1, of the version of a worker that is deployed.")
    static let quarantined = Self(
        "swiftlet_worker_quarantined", .gauge, "1 while the deployed version of a worker is out or being tried.")
    static let versionRequests = Self(
        "swiftlet_worker_version_requests_total", .counter, "Requests that a version answered, or failed at.")
    static let versionShare = Self(
        "swiftlet_worker_version_share", .gauge, "The share of its worker's requests that a version gets, 0 to 1.",
        scale: .hundredthsOfPercent)
    static let shadowMirrored = Self(
        "swiftlet_shadow_mirrored_total", .counter, "Requests that a candidate got copies of.")
    static let shadowCompared = Self(
        "swiftlet_shadow_compared_total", .counter, "Answers of a candidate that were compared with the live ones.")
    static let shadowDiffering = Self(
        "swiftlet_shadow_differing_total", .counter, "Answers of a candidate that differ from the live ones.")
    static let shadowFailed = Self(
        "swiftlet_shadow_failed_total", .counter, "Runs of a candidate that trapped, threw or hit a limit.")
    static let shadowDropped = Self(
        "swiftlet_shadow_dropped_total", .counter, "Requests that were to be mirrored and are not compared, by cause.")
    static let deployments = Self("swiftlet_deployments_total", .counter, "Deployments, by what became of them.")
    static let rollbacks = Self("swiftlet_rollbacks_total", .counter, "Versions taken back, by whom.")
    static let threads = Self("swiftlet_threads", .gauge, "Event loops.")
    static let residentMemory = Self("process_resident_memory_bytes", .gauge, "Resident memory size in bytes.")
    static let virtualMemory = Self("process_virtual_memory_bytes", .gauge, "Virtual memory size in bytes.")
    static let openDescriptors = Self("process_open_fds", .gauge, "Number of open file descriptors.")
    static let descriptorsMax = Self("process_max_fds", .gauge, "Maximum number of open file descriptors.")
    static let processCPU = Self(
        "process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.",
        scale: .nanosecondsAsSeconds)
    static let startTime = Self(
        "process_start_time_seconds", .gauge, "Start time of the process since unix epoch in seconds.")
}
