internal import CWasmtime

/// The number types that cross between host and guest.
package enum ValueType: Sendable, Equatable {
    case i32, i64, f32, f64
    /// Vectors and references: never part of an interface with the host.
    case other
}

/// Parameters and results of a function.
package struct FunctionType: Sendable, Equatable, CustomStringConvertible {
    package var parameters: [ValueType]
    package var results: [ValueType]

    package init(_ parameters: [ValueType], _ results: [ValueType]) {
        self.parameters = parameters
        self.results = results
    }

    package var description: String {
        "(\(parameters.map { "\($0)" }.joined(separator: ", "))) -> (\(results.map { "\($0)" }.joined(separator: ", ")))"
    }
}

/// What a host function says when it returns.
package enum HostResult {
    case none
    case i32(Int32)
    case i64(Int64)
    /// Stops the guest: it broke a rule.
    case trap(StaticString)
    /// Suspends the guest until `Instance.resume(with:)`. Only functions that `waits`.
    case wait
}

/// A function that guests can import. `body` runs on the guest's stack: it must be short and must not block.
package struct HostFunction: Sendable {
    package var name: String
    package var type: FunctionType
    /// It may suspend its caller.
    package var waits: Bool
    package var body: @Sendable (Instance, borrowing HostArguments) -> HostResult

    package init(
        _ name: String, _ type: FunctionType, waits: Bool = false,
        _ body: @escaping @Sendable (Instance, borrowing HostArguments) -> HostResult
    ) {
        self.name = name
        self.type = type
        self.waits = waits
        self.body = body
    }
}

/// The arguments of a call to a host function, valid during the call. The compiled module was checked against the
/// function's type, so index and type are the host's own business.
@safe package struct HostArguments: ~Copyable {
    private let first: UnsafeRawPointer
    private let stride: Int

    init(raw values: UnsafePointer<wasmtime_val_raw_t>) {
        unsafe first = UnsafeRawPointer(values)
        stride = unsafe MemoryLayout<wasmtime_val_raw_t>.stride
    }

    init(tagged values: UnsafePointer<wasmtime_val_t>) {
        // The number lies behind the tag, at the union's alignment.
        unsafe first = UnsafeRawPointer(values) + MemoryLayout<UInt64>.stride
        stride = unsafe MemoryLayout<wasmtime_val_t>.stride
    }

    package func i32(_ index: Int) -> Int32 { unsafe first.load(fromByteOffset: index * stride, as: Int32.self) }
    package func u32(_ index: Int) -> UInt32 { UInt32(bitPattern: i32(index)) }
}
