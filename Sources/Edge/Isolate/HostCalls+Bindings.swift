internal import CWorkerABI
internal import Glibc
internal import Wasm

/// What config binds to a worker by name: origins and variables.
extension HostCalls {
    @Sendable static func origin(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        guard let name = unsafe isolate.memory.bytes(at: arguments.u32(0), count: arguments.u32(1)) else {
            return violation(isolate, "origin: name outside of memory")
        }
        for (index, origin) in isolate.bindings.origins.enumerated() where unsafe isEqual(origin, name) {
            return .i32(Int32(index))
        }
        return .i32(SWIFTLET_ERROR_UNKNOWN)
    }

    @Sendable static func variable(_ isolate: Isolate, _ arguments: borrowing HostArguments) -> HostResult {
        let memory = isolate.memory
        guard let name = unsafe memory.bytes(at: arguments.u32(0), count: arguments.u32(1)) else {
            return violation(isolate, "variable: name outside of memory")
        }
        for variable in isolate.bindings.variables where unsafe isEqual(variable.name, name) {
            let length = UInt32(variable.value.count)
            if length <= arguments.u32(3) {
                let stored = unsafe variable.value.withUnsafeBytes { unsafe memory.store($0, at: arguments.u32(2)) }
                guard stored else { return violation(isolate, "variable: room outside of memory") }
            }
            return .i32(Int32(length))
        }
        return .i32(SWIFTLET_ERROR_UNKNOWN)
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
}
