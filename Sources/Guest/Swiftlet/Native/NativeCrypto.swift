#if !arch(wasm32)
    internal import CWorkerABI

    /// What a host computes and keeps secret, for a worker that is built natively.
    package struct NativeCrypto {
        /// The secret of this name.
        package var secret: (_ name: String) -> [UInt8]?
        /// Whether a signature is genuine; `algorithm` is one of `SWIFTLET_RS256` and so on, `key` a
        /// SubjectPublicKeyInfo in DER. nil: nobody knows.
        package var verify: (_ algorithm: UInt32, _ key: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool?

        /// Binds no secrets and knows no signatures.
        package init(
            secret: @escaping (String) -> [UInt8]? = { _ in nil },
            verify: @escaping (UInt32, [UInt8], [UInt8], [UInt8]) -> Bool? = { _, _, _, _ in nil }
        ) {
            self.secret = secret
            self.verify = verify
        }
    }

    extension Host {
        // Hashes need no `NativeHost`: a worker's `init()`, which runs outside of one, may compute them.
        static func digest(_ function: HashFunctionID, _ bytes: Bytes) throws(WorkerError) -> Bytes {
            guard bytes.count <= cryptoBytesMax else { throw .limit }
            return Bytes(copying: SHA2.hash(function, Array(bytes)))
        }

        static func hmac(_ function: HashFunctionID, _ key: Bytes, _ bytes: Bytes) throws(WorkerError) -> Bytes {
            guard bytes.count <= cryptoBytesMax else { throw .limit }
            return Bytes(copying: SHA2.hmac(function, key: Array(key), Array(bytes)))
        }

        static func verify(
            _ algorithm: UInt32, key: Bytes, _ message: Bytes, signature: Bytes
        ) throws(WorkerError) -> Bool {
            guard message.count <= cryptoBytesMax else { throw .limit }
            let crypto = NativeHost.current?.crypto ?? NativeCrypto()
            guard let answer = crypto.verify(algorithm, Array(key), Array(message), Array(signature)) else {
                throw .message("no host is here to check a signature: a test says by `TestHost.verify` what is genuine")
            }
            return answer
        }

        static func secret(_ name: Bytes) -> Bytes? {
            NativeHost.current?.crypto.secret(name.text).map { value in Bytes(copying: value) }
        }
    }
#endif
