internal import CWorkerABI

/// The isolate's memory.
public enum Memory {
    /// Called in a worker's `init()`: requests shall find `bytes` of free memory.
    ///
    /// An isolate whose memory has to grow is thrown away after its request, one that made do with what it had is used
    /// again for the next, written over: that is cheaper by about 8 µs, as long as its memory is not larger than 256 KiB
    /// altogether. So a worker that reads bodies from origins gains by reserving what they take, and one that answers
    /// from constants gains nothing: each 64 KiB cost 1.3 µs a request. `swiftlet invoke` prints what a request has used.
    public static func reserve(_ bytes: Int) {
        guard bytes > 0 else { return }
        swiftlet_reserve(bytes)
    }
}
