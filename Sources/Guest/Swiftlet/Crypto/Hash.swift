internal import CWorkerABI

/// A hash function of FIPS 180-4: `SHA256`, `SHA384` or `SHA512`. The host computes it.
public protocol HashFunction {
    static var function: HashFunctionID { get }
}

/// Which hash function, and how long its hashes are.
public enum HashFunctionID: Sendable {
    case sha256, sha384, sha512

    /// Bytes of a hash.
    public var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// `SWIFTLET_SHA*`.
    var number: UInt32 {
        switch self {
        case .sha256: SWIFTLET_SHA256
        case .sha384: SWIFTLET_SHA384
        case .sha512: SWIFTLET_SHA512
        }
    }
}

/// SHA-256: hashes of 32 bytes.
public enum SHA256: HashFunction {
    public static var function: HashFunctionID { .sha256 }
}

/// SHA-384: hashes of 48 bytes.
public enum SHA384: HashFunction {
    public static var function: HashFunctionID { .sha384 }
}

/// SHA-512: hashes of 64 bytes.
public enum SHA512: HashFunction {
    public static var function: HashFunctionID { .sha512 }
}

extension HashFunction {
    /// The hash: `try SHA256.hash(body).hex()`. Also in a worker's `init()`. Throws `limit` beyond 1 MiB.
    public static func hash(_ source: some ByteSource) throws(WorkerError) -> Bytes {
        try source.withBytes { (bytes) throws(WorkerError) in try Host.digest(function, bytes) }
    }
}
