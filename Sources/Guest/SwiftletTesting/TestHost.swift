public import Swiftlet

/// The long form of `Worker.respond`: for tests that look at the log, set the clock, or send several requests.
///
///     let host = TestHost(origins: ["shop": .failing(.timeout)])
///     let response = try host.respond(to: Request("/"), with: Storefront())
///     #expect(host.logged.map(\.text) == ["the shop is closed"])
///
/// Every request finds the same origins, variables and settings; log lines pile up. Time stands still and randomness
/// repeats itself unless the test says otherwise. Not for more than one task at a time.
public final class TestHost {
    /// A line of the worker's log.
    public struct LogLine: Equatable, Sendable, CustomStringConvertible {
        /// Which of `log`'s functions it was.
        public let level: Log.Level
        /// As the worker gave it: nothing is escaped.
        public let text: String
        /// `warning: the shop is closed`
        public var description: String { "\(level): \(text)" }
    }

    /// The origins that are bound, by name.
    public let origins: [String: OriginDouble]
    /// The variables that are bound, by name.
    public let variables: [String: String]
    /// The secrets that are bound, by name.
    public let secrets: [String: String]
    /// Which signatures are genuine: those of RS256, ES256 and EdDSA, which need the host's OpenSSL. HS256, hashes and HMACs
    /// are computed in earnest. Until it is set, a token with such a signature fails with `JWTError.host`.
    public var verify: ((SignatureCheck) -> Bool)?
    /// The limits of a config that a unit test can keep: its defaults.
    public var limits = Limits()
    /// What `Clock.unixNanoseconds` says: 2026-01-01 00:00 UTC, until it is set. It goes on when it is told to,
    /// and while a worker waits for an origin that answers `.after` some time.
    public var unixNanoseconds: Int64 = 1_767_225_600_000_000_000
    /// What `request.clientAddress` says.
    public var clientAddress = "127.0.0.1"
    /// What the worker logged, oldest first.
    public internal(set) var logged: [LogLine] = []

    var random: SeededGenerator

    /// What a config would bind to the worker, by name; the worker can reach nothing else.
    ///
    /// - Parameter seed: Makes `Random` differ. Swift's own generator (`Int.random(in:)`) is random in any case.
    public init(
        origins: [String: OriginDouble] = [:], variables: [String: String] = [:], secrets: [String: String] = [:],
        seed: UInt64 = 0
    ) {
        self.origins = origins
        self.variables = variables
        self.secrets = secrets
        random = SeededGenerator(state: seed)
    }

    /// What a client gets from `worker`: see `Worker.respond`.
    public func respond(to request: Request, with worker: some Worker) throws(WorkerError) -> Response {
        try TestRun(self, request).respond(worker)
    }
}

extension TestHost {
    /// The keys of `[workers.NAME.limits]` that a unit test can keep. CPU time and memory it cannot.
    public struct Limits: Sendable {
        /// Requests to origins per request.
        public var subrequests = 32
        /// Of those, how many at the same time.
        public var subrequestsConcurrent = 6
        /// Bytes of all names and values that one message sets, adds or removes.
        public var responseHeadBytes = 32 << 10
        /// Bytes of a response's body, as far as the worker itself writes it.
        public var responseBodyBytes = 64 << 20

        // No keys: the host's own.
        let edits = 256
        let bodyBytes = 8 << 20

        /// The defaults of a config.
        public init() {}
    }
}

/// SplitMix64: the same numbers for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
