package import Isolate

extension WorkerLimits {
    /// As the configuration says them.
    package init(_ limits: Config.WorkerLimits) {
        self.init()
        cpu = limits.cpu
        wall = limits.wall
        backgroundCPU = limits.backgroundCPU
        backgroundWall = limits.backgroundWall
        memoryBytes = limits.memoryBytes
        codeBytes = limits.codeBytesMax
        subrequests = limits.subrequestsMax
        subrequestsConcurrent = limits.subrequestsConcurrentMax
        logBytes = limits.logBytesMax
        headBytes = limits.responseHeadBytesMax
        initialisationCPU = limits.initCPU
        bufferBytes = limits.bufferBytesMax
        responseBodyBytes = limits.responseBodyBytesMax
    }
}
