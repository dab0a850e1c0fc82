/// Bounds of shadow traffic. What is beyond them is dropped and counted, never waited for.
enum ShadowLimits {
    /// Requests of one loop of which copies are being taken.
    static let capturedPerLoopMax = 16
    /// Of a request's body; one that is larger is not mirrored.
    static let requestBodyBytesMax = 64 << 10
    /// Of an answer's body that is compared.
    static let responseBodyBytesMax = 256 << 10
    /// Of what origins answered to one request: heads and bodies, all together.
    static let originBytesMax = 256 << 10
    static let originAnswersMax = 32
    /// Copies of all loops that wait for the candidate.
    static let waitingMax = 32
    /// Runs of candidates at once, of all workers: isolates beside `limits.isolates`.
    static let placesMax = 8
    /// The thread's: a tenth of what a loop gets where both want the processor. Were it less, a loop that waits for a lock
    /// of the C library that this thread holds would wait long.
    static let niceness: Int32 = 10
}
