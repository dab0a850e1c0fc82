/// What one worker may use. Bytes, unless a name says otherwise.
package struct WorkerLimits: Sendable, Equatable {
    /// CPU time of one request.
    package var cpu = Duration.milliseconds(50)
    /// Time from a request to its answer, waiting included. The server's timer enforces it.
    package var wall = Duration.seconds(30)
    /// CPU time of what goes on after the response, beside `cpu`.
    package var backgroundCPU = Duration.milliseconds(50)
    /// Time from the response's end to the end of what goes on after it. The server's timer enforces it.
    package var backgroundWall = Duration.seconds(30)
    /// CPU time of the initialisation, once per deployment.
    package var initialisationCPU = Duration.seconds(5)
    package var memoryBytes = 16 << 20
    /// Of the module's code, each function counted as 64 more; one function may be an eighth of it.
    package var codeBytes = 2 << 20
    /// Requests to origins per request.
    package var subrequests = 32
    /// Of those, how many at the same time.
    package var subrequestsConcurrent = 6
    /// Log lines per request, heads included; what is beyond is dropped and counted.
    package var logBytes = 16 << 10
    /// Names and values of all edits of one message.
    package var headBytes = 32 << 10
    /// Edits of one message.
    package var edits = 256
    /// Bytes of one body held for a guest that does not read; past it the sender is to be paused. As many of what a guest
    /// writes for a client that does not read; past it the guest waits.
    package var bufferBytes = 256 << 10
    /// A body that a worker makes for a request to an origin; the host keeps a copy until it is sent.
    package var bodyBytes = 8 << 20
    /// What a worker itself writes of one response's body, whole or part by part.
    package var responseBodyBytes = 64 << 20
    /// The stack of the guest's calls: the runtime's, whatever stands here before the deployment is made.
    package var stackBytes = RuntimeSettings.standardStackBytes

    package init() {}
}

/// Settings of the process that all workers share.
package struct RuntimeSettings: Sendable {
    /// Isolates at the same time, over all loops; each sets address space aside.
    package var isolatesMax = 1024
    /// The largest `WorkerLimits.memoryBytes`.
    package var memoryBytesMax = 64 << 20
    /// How much of a sandbox's memory is restored by copying and zeroing; the rest is given back to the system, which
    /// costs a system call, and a page fault for each page that a request touches there.
    package var memoryBytesResident = 1 << 20
    /// Where compiled modules are kept; nil: nowhere.
    package var cacheDirectory: String?
    /// What they may take there.
    package var cacheBytesMax = 1 << 30
    /// How long an isolate runs before its loop gets its turn, in epochs of a millisecond: until the next one, so half
    /// a millisecond on average.
    package var sliceTicks: UInt64 = 1
    /// The largest request head that comes: what the request area of each isolate has room for.
    package var requestHeadBytesMax = 32 << 10
    package var requestFieldsMax = 100
    /// Slices and CPU limits. Without them nothing stops a worker: only to measure what they cost.
    package var limitsTime = true
    /// What the calls of one isolate may use of a stack. `init()` has `standardStackBytes` of it at most: it runs on the
    /// stack of the thread that makes the deployment.
    package var stackBytes = standardStackBytes

    package static let standardStackBytes = 512 << 10

    /// What is counted of each run, for `swiftlet bench`; a server counts nothing.
    package enum Counting: Sendable {
        case nothing
        /// Instructions function by function, by code added to the module.
        case functions
        /// By the engine: their sum alone, what the others are held to.
        case fuel
    }

    package var counting = Counting.nothing
    /// The clock and the random numbers of workers, where they are to be the same in every run; nil: the machine's.
    package var ambient: FixedAmbient?

    package init() {}

    /// Memory mappings that one isolate may need; the system bounds them per process (`vm.max_map_count`).
    package static var mappingsPerIsolate: Int { FixedLimits.mappingsPerIsolate }
}

/// Bounds that no setting changes.
enum FixedLimits {
    /// What host functions have of an isolate's stack, beside the guest's part.
    static let hostStackBytes = 512 << 10
    /// A client's address and a request id.
    static let requestLabelBytes = 128
    /// Mappings of a slot whose memory has grown: image, memory, guards, stack.
    static let mappingsPerIsolate = 6
    /// One host call's random bytes.
    static let randomBytes = 64 << 10
    /// What one host call hashes, or checks the signature of; a key and a signature are no longer either.
    static let cryptoBytes = 1 << 20
    /// What a worker says before it traps.
    static let lastWordsBytes = 1 << 10
    /// The reason of a worker that throws.
    static let reasonBytes = 4 << 10
}
