extension Config {
    /// Bounds of shadow traffic; `[deploy] shadow`. What is beyond them is dropped and counted, never waited for.
    package struct ShadowLimits: Sendable, Equatable {
        /// Requests of one loop of which copies are being taken. `copies`
        package var copiesPerLoopMax = 16
        /// Of a request's body; one that is larger is not mirrored. `request_bytes`
        package var requestBodyBytesMax = 64 << 10
        /// Of an answer's body that is compared. `response_bytes`
        package var responseBodyBytesMax = 256 << 10
        /// Of what origins answered to one request: heads and bodies, all together. `origin_bytes`
        package var originBytesMax = 256 << 10
        /// Answers of origins to one request that are kept. `origin_answers`
        package var originAnswersMax = 32
        /// Copies of all loops that wait for the candidates. `waiting`
        package var waitingMax = 32
        /// Runs of candidates at once, of all workers: isolates beside `Limits.isolatesMax`. `runs`
        package var runsMax = 8

        package init() {}
    }

    /// Isolates that there may be at once: those of requests, and those of candidates beside them.
    package var isolatePlacesMax: Int { limits.isolatesMax + (admin == nil ? 0 : deploy.shadow.runsMax) }
}
