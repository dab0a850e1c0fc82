internal import CWorkerABI

extension Host {
    /// Bytes that `digest`, `hmac` and `verify` take at once; the host's limit.
    static let cryptoBytesMax = 1 << 20
}

extension JWTAlgorithm {
    /// `SWIFTLET_RS256` and so on; nil for HS256, which is no signature that `verify` knows.
    var signature: UInt32? {
        switch self {
        case .hs256: nil
        case .rs256: SWIFTLET_RS256
        case .es256: SWIFTLET_ES256
        case .edDSA: SWIFTLET_EDDSA
        }
    }
}

#if arch(wasm32)
    extension Host {
        @export(interface)
        static func digest(_ function: HashFunctionID, _ bytes: Bytes) throws(WorkerError) -> Bytes {
            let hash = unsafe swiftlet_arena(function.byteCount).assumingMemoryBound(to: UInt8.self)
            let count = unsafe swiftlet_digest(
                function.number, bytes.start, UInt32(bytes.count), hash, UInt32(function.byteCount))
            guard count >= 0 else { throw WorkerError(code: count) }
            return unsafe Bytes(start: hash, count: Int(count))
        }

        @export(interface)
        static func hmac(_ function: HashFunctionID, _ key: Bytes, _ bytes: Bytes) throws(WorkerError) -> Bytes {
            let code = unsafe swiftlet_arena(function.byteCount).assumingMemoryBound(to: UInt8.self)
            let count = unsafe swiftlet_hmac(
                function.number, key.start, UInt32(key.count), bytes.start, UInt32(bytes.count), code,
                UInt32(function.byteCount))
            guard count >= 0 else { throw WorkerError(code: count) }
            return unsafe Bytes(start: code, count: Int(count))
        }

        /// Throws `invalid` where the key is none for this algorithm.
        @export(interface)
        static func verify(
            _ algorithm: UInt32, key: Bytes, _ message: Bytes, signature: Bytes
        ) throws(WorkerError) -> Bool {
            let answer = unsafe swiftlet_verify(
                algorithm, key.start, UInt32(key.count), message.start, UInt32(message.count), signature.start,
                UInt32(signature.count))
            guard answer >= 0 else { throw WorkerError(code: answer) }
            return answer == 1
        }

        /// Room for a secret at the first try; longer ones take a second call.
        private static let secretRoom = 256

        @export(interface)
        static func secret(_ name: Bytes) -> Bytes? {
            var room = secretRoom
            while true {
                let value = unsafe swiftlet_arena(room).assumingMemoryBound(to: UInt8.self)
                let length = unsafe swiftlet_secret(name.start, UInt32(name.count), value, UInt32(room))
                guard length >= 0 else { return nil }
                if Int(length) <= room { return unsafe Bytes(start: value, count: Int(length)) }
                room = Int(length)
            }
        }
    }
#endif
