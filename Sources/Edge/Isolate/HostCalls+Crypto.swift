internal import CWorkerABI
internal import Crypto
internal import Wasm

/// Hashes and signatures; also in a worker's initialisation. They run on the loop's thread and count as the guest's CPU
/// time: a MiB hashes in a millisecond or two, a signature takes 0.03 ms (RS256) to 0.2 ms (EdDSA).
extension HostCalls {
    @Sendable static func digest(
        _ memory: GuestMemory, _ arguments: borrowing HostArguments
    ) throws(Violation) -> Int32 {
        let bytes = unsafe try input(
            memory, at: arguments.u32(1), count: arguments.u32(2), "digest: bytes outside of memory")
        let room = unsafe try output(
            memory, at: arguments.u32(3), count: arguments.u32(4), "digest: room outside of memory")
        guard let function = HashFunction(abi: arguments.u32(0)) else { return SWIFTLET_ERROR_INVALID }
        guard bytes.count <= FixedLimits.cryptoBytes else { return SWIFTLET_ERROR_LIMIT }
        do throws(CryptoError) {
            unsafe try function.digest(bytes, into: room)
            return Int32(function.byteCount)
        } catch {
            return SWIFTLET_ERROR_INVALID
        }
    }

    @Sendable static func hmac(
        _ memory: GuestMemory, _ arguments: borrowing HostArguments
    ) throws(Violation) -> Int32 {
        let key = unsafe try input(memory, at: arguments.u32(1), count: arguments.u32(2), "hmac: key outside of memory")
        let bytes = unsafe try input(
            memory, at: arguments.u32(3), count: arguments.u32(4), "hmac: bytes outside of memory")
        let room = unsafe try output(
            memory, at: arguments.u32(5), count: arguments.u32(6), "hmac: room outside of memory")
        guard let function = HashFunction(abi: arguments.u32(0)) else { return SWIFTLET_ERROR_INVALID }
        guard max(bytes.count, key.count) <= FixedLimits.cryptoBytes else { return SWIFTLET_ERROR_LIMIT }
        do throws(CryptoError) {
            unsafe try function.authenticate(bytes, key: key, into: room)
            return Int32(function.byteCount)
        } catch {
            return SWIFTLET_ERROR_INVALID
        }
    }

    @Sendable static func verify(
        _ memory: GuestMemory, _ arguments: borrowing HostArguments
    ) throws(Violation) -> Int32 {
        let key = unsafe try input(
            memory, at: arguments.u32(1), count: arguments.u32(2), "verify: key outside of memory")
        let bytes = unsafe try input(
            memory, at: arguments.u32(3), count: arguments.u32(4), "verify: bytes outside of memory")
        let signature = unsafe try input(
            memory, at: arguments.u32(5), count: arguments.u32(6), "verify: signature outside of memory")
        guard let algorithm = SignatureAlgorithm(abi: arguments.u32(0)) else { return SWIFTLET_ERROR_INVALID }
        guard max(bytes.count, key.count, signature.count) <= FixedLimits.cryptoBytes else {
            return SWIFTLET_ERROR_LIMIT
        }
        do throws(CryptoError) {
            return unsafe try algorithm.verify(signature, over: bytes, key: key) ? 1 : 0
        } catch {
            return SWIFTLET_ERROR_INVALID
        }
    }

    private static func input(
        _ memory: GuestMemory, at address: UInt32, count: UInt32, _ complaint: StaticString
    ) throws(Violation) -> UnsafeRawBufferPointer {
        guard let bytes = unsafe memory.bytes(at: address, count: count) else { throw Violation(detail: complaint) }
        return unsafe bytes
    }

    private static func output(
        _ memory: GuestMemory, at address: UInt32, count: UInt32, _ complaint: StaticString
    ) throws(Violation) -> UnsafeMutableRawBufferPointer {
        guard let room = unsafe memory.mutableBytes(at: address, count: count) else {
            throw Violation(detail: complaint)
        }
        return unsafe room
    }
}

extension HashFunction {
    init?(abi number: UInt32) {
        switch number {
        case SWIFTLET_SHA256: self = .sha256
        case SWIFTLET_SHA384: self = .sha384
        case SWIFTLET_SHA512: self = .sha512
        default: return nil
        }
    }
}

extension SignatureAlgorithm {
    init?(abi number: UInt32) {
        switch number {
        case SWIFTLET_RS256: self = .rs256
        case SWIFTLET_ES256: self = .es256
        case SWIFTLET_EDDSA: self = .eddsa
        default: return nil
        }
    }
}
