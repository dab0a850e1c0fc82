internal import CWorkerABI
internal import Glibc
internal import Wasm

/// What config binds to a worker by name: origins, variables and secrets.
extension HostCalls {
    @Sendable static func origin(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        guard let name = unsafe isolate.memory.bytes(at: arguments.u32(0), count: arguments.u32(1)) else {
            return violation(isolate, "origin: name outside of memory")
        }
        for (index, origin) in isolate.bindings.origins.enumerated() where unsafe isEqual(origin, name) {
            return .i32(Int32(index))
        }
        let shown = unsafe UnsafeRawBufferPointer(rebasing: name.prefix(FixedLimits.reasonBytes))
        isolate.refusal = .origin(unsafe String(decoding: shown, as: UTF8.self))
        return .i32(SWIFTLET_ERROR_UNKNOWN)
    }

    @Sendable static func variable(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        guard let name = unsafe isolate.memory.bytes(at: arguments.u32(0), count: arguments.u32(1)) else {
            return violation(isolate, "variable: name outside of memory")
        }
        for variable in isolate.bindings.variables where unsafe isEqual(variable.name, name) {
            return copy(variable.value, isolate, arguments, "variable: room outside of memory")
        }
        return .i32(SWIFTLET_ERROR_UNKNOWN)
    }

    @Sendable static func secret(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        guard let name = unsafe isolate.memory.bytes(at: arguments.u32(0), count: arguments.u32(1)) else {
            return violation(isolate, "secret: name outside of memory")
        }
        for secret in isolate.bindings.secrets where unsafe isEqual(secret.name, name) {
            return copy(secret.value.bytes, isolate, arguments, "secret: room outside of memory")
        }
        return .i32(SWIFTLET_ERROR_UNKNOWN)
    }

    /// Nothing is copied where there is less room; the guest then asks again with more.
    private static func copy(
        _ value: [UInt8], _ isolate: Isolate, _ arguments: borrowing HostArguments, _ complaint: StaticString
    ) -> HostResult {
        let length = UInt32(value.count)
        if length <= arguments.u32(3) {
            let memory = isolate.memory
            let stored = unsafe value.withUnsafeBytes { unsafe memory.store($0, at: arguments.u32(2)) }
            guard stored else { return violation(isolate, "\(complaint)") }
        }
        return .i32(Int32(length))
    }

    private static func isEqual(_ own: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard own.count == bytes.count else { return false }
        guard let start = bytes.baseAddress else { return true }
        return unsafe own.withUnsafeBytes {
            unsafe $0.baseAddress.map { unsafe memcmp($0, start, own.count) == 0 } ?? true
        }
    }
}

/// The bindings of a deployment as the host calls want them: bytes.
struct Bindings: Sendable {
    var origins: [[UInt8]]
    var variables: [(name: [UInt8], value: [UInt8])]
    var secrets: [(name: [UInt8], value: SecretValue)]
}
