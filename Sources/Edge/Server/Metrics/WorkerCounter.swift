internal import Isolate

/// What a loop counts of each worker, by its place in `Config.workers`.
enum WorkerCounter: Int, MetricCounter {
    case requests
    case queued
    case refusedIsolates, refusedConcurrency, refusedQueue, refusedQueueWait, refusedOverload
    case faultTrap, faultCPU, faultWall, faultMemory, faultStack, faultABI, faultAnswer, faultThrown
    case cpuNanoseconds
    case quarantines
    case fallbackPrevious, fallbackOrigin, fallbackRespond, fallbackFiles, fallbackRefused

    /// What answers while a version is out, in the order in which it is asked.
    static let fallbacks = [fallbackPrevious, fallbackOrigin, fallbackRespond, fallbackFiles, fallbackRefused]

    var series: MetricSeries {
        switch self {
        case .requests: MetricSeries(.workerRequests)
        case .queued: MetricSeries(.queued)
        case .refusedIsolates: MetricSeries(.refused, "cause", "isolates")
        case .refusedConcurrency: MetricSeries(.refused, "cause", "concurrency")
        case .refusedQueue: MetricSeries(.refused, "cause", "queue")
        case .refusedQueueWait: MetricSeries(.refused, "cause", "queue_wait")
        case .refusedOverload: MetricSeries(.refused, "cause", "overload")
        case .faultTrap: MetricSeries(.faults, "cause", "trap")
        case .faultCPU: MetricSeries(.faults, "cause", "cpu")
        case .faultWall: MetricSeries(.faults, "cause", "wall")
        case .faultMemory: MetricSeries(.faults, "cause", "memory")
        case .faultStack: MetricSeries(.faults, "cause", "stack")
        case .faultABI: MetricSeries(.faults, "cause", "abi")
        case .faultAnswer: MetricSeries(.faults, "cause", "answer")
        case .faultThrown: MetricSeries(.faults, "cause", "thrown")
        case .cpuNanoseconds: MetricSeries(.workerCPU)
        case .quarantines: MetricSeries(.quarantines)
        case .fallbackPrevious: MetricSeries(.fallbacks, "by", "previous")
        case .fallbackOrigin: MetricSeries(.fallbacks, "by", "origin")
        case .fallbackRespond: MetricSeries(.fallbacks, "by", "respond")
        case .fallbackFiles: MetricSeries(.fallbacks, "by", "files")
        case .fallbackRefused: MetricSeries(.fallbacks, "by", "refused")
        }
    }

    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .isolates: .refusedIsolates
            case .concurrency: .refusedConcurrency
            case .queue: .refusedQueue
            case .queueWait: .refusedQueueWait
            }
    }

    init(_ cause: Fault.Cause) {
        self =
            switch cause {
            case .trap: .faultTrap
            case .cpu: .faultCPU
            case .wall: .faultWall
            case .memory: .faultMemory
            case .stack: .faultStack
            case .abi: .faultABI
            case .message: .faultAnswer
            case .thrown: .faultThrown
            }
    }
}
