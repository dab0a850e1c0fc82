internal import CWasmtime

/// The host functions that an engine's modules can import, and the check that they import no others.
///
/// Lifetime: process. Filled once, then only read, by any thread. The corresponding C type is `wasmtime_linker_t`.
@safe package final class Linker: @unchecked Sendable {
    private let pointer: OpaquePointer
    package let engine: Engine

    /// A function's body on the heap: what C carries as `environment`.
    private final class Body {
        let call: @Sendable (Instance, borrowing HostArguments) -> HostResult
        init(_ call: @escaping @Sendable (Instance, borrowing HostArguments) -> HostResult) { self.call = call }
    }

    /// - Parameter suspends: false for synchronous calls (initialisation): then no function may return `.wait`.
    package init(
        engine: Engine, module: String, functions: [HostFunction], suspends: Bool = true
    ) throws(WasmError) {
        guard let linker = unsafe wasmtime_linker_new(engine.pointer) else {
            throw WasmError("linker", "out of memory")
        }
        unsafe pointer = linker
        self.engine = engine
        for function in functions {
            try define(function, module: module, suspends: suspends && function.waits)
        }
    }

    deinit { unsafe wasmtime_linker_delete(pointer) }

    /// Checks the module's imports against the functions and prepares it for instances.
    package func prepare(_ module: Module) throws(WasmError) -> Template {
        var prepared: OpaquePointer?
        try unsafe check(wasmtime_linker_instantiate_pre(pointer, module.pointer, &prepared), during: "link")
        guard let prepared = unsafe prepared else { throw WasmError("link", "no instance") }
        return unsafe Template(pointer: prepared, module: module)
    }

    private func define(_ function: HostFunction, module: String, suspends: Bool) throws(WasmError) {
        let type = unsafe makeType(function.type)
        defer { unsafe wasm_functype_delete(type) }
        // Freed by the linker through the finalizer.
        let body = unsafe Unmanaged.passRetained(Body(function.body)).toOpaque()
        let moduleLength = module.utf8.count
        let nameLength = function.name.utf8.count
        let error =
            if suspends {
                unsafe wasmtime_linker_define_async_func(
                    pointer, module, moduleLength, function.name, nameLength, type, Self.callWaiting, body,
                    Self.releaseBody)
            } else {
                unsafe wasmtime_linker_define_func_unchecked(
                    pointer, module, moduleLength, function.name, nameLength, type, Self.call, body, Self.releaseBody)
            }
        try unsafe check(error, during: "define host function")
    }

    private func makeType(_ type: FunctionType) -> OpaquePointer? {
        var parameters = unsafe makeTypes(type.parameters)
        var results = unsafe makeTypes(type.results)
        return unsafe wasm_functype_new(&parameters, &results)
    }

    private func makeTypes(_ types: [ValueType]) -> wasm_valtype_vec_t {
        let made = unsafe types.map { unsafe wasm_valtype_new(UInt8($0 == .i64 ? WASM_I64 : WASM_I32)) }
        var list = unsafe wasm_valtype_vec_t()
        unsafe wasm_valtype_vec_new(&list, made.count, made)
        return unsafe list
    }

    // Thunks: find the instance and the body, call it, put the result where C wants it.

    private static let releaseBody: @convention(c) (UnsafeMutableRawPointer?) -> Void = { body in
        guard let body = unsafe body else { return }
        unsafe Unmanaged<Body>.fromOpaque(body).release()
    }

    private static let call: wasmtime_func_unchecked_callback_t = { body, caller, values, _ in
        guard let body = unsafe body, let values = unsafe values,
            let data = unsafe wasmtime_context_get_data(wasmtime_caller_context(caller))
        else { return nil }
        let result = unsafe Unmanaged<Instance>.fromOpaque(data)._withUnsafeGuaranteedRef { instance in
            unsafe Unmanaged<Body>.fromOpaque(body)._withUnsafeGuaranteedRef {
                unsafe $0.call(instance, HostArguments(raw: values))
            }
        }
        switch result {
        case .none: return nil
        case .i32(let value): unsafe values[0].i32 = value
        case .i64(let value): unsafe values[0].i64 = value
        case .trap(let reason): return unsafe makeTrap(reason)
        case .wait: return unsafe makeTrap("the guest may not wait here")
        }
        return nil
    }

    private static let callWaiting: wasmtime_func_async_callback_t = {
        body, caller, arguments, _, results, _, trap, continuation in
        guard let body = unsafe body, let results = unsafe results, let continuation = unsafe continuation,
            let data = unsafe wasmtime_context_get_data(wasmtime_caller_context(caller))
        else { return }
        let result = unsafe Unmanaged<Instance>.fromOpaque(data)._withUnsafeGuaranteedRef { instance in
            unsafe Unmanaged<Body>.fromOpaque(body)._withUnsafeGuaranteedRef {
                // A function without parameters has no arguments to point at.
                guard let arguments = unsafe arguments else { return HostResult.none }
                let result = unsafe $0.call(instance, HostArguments(tagged: arguments))
                if case .wait = result { unsafe instance.suspend(resultAt: results) }
                return result
            }
        }
        unsafe continuation.pointee.environment = data
        unsafe continuation.pointee.finalizer = nil
        unsafe continuation.pointee.callback = isAnswered
        switch result {
        case .none, .wait: break
        case .i32(let value): unsafe results[0] = makeValue(value)
        case .i64(let value): unsafe results[0] = makeValue(value)
        case .trap(let reason): unsafe trap?.pointee = makeTrap(reason)
        }
    }

    private static let isAnswered: wasmtime_func_async_continuation_callback_t = { data in
        guard let data = unsafe data else { return true }
        return unsafe Unmanaged<Instance>.fromOpaque(data)._withUnsafeGuaranteedRef { !$0.isSuspended }
    }

    private static func makeTrap(_ reason: StaticString) -> OpaquePointer? {
        reason.withUTF8Buffer { text in
            unsafe text.withMemoryRebound(to: CChar.self) { unsafe wasmtime_trap_new($0.baseAddress, $0.count) }
        }
    }
}

func makeValue(_ value: Int32) -> wasmtime_val_t {
    var made = unsafe wasmtime_val_t()
    unsafe made.kind = UInt8(WASMTIME_I32)
    unsafe made.of.i32 = value
    return unsafe made
}

func makeValue(_ value: Int64) -> wasmtime_val_t {
    var made = unsafe wasmtime_val_t()
    unsafe made.kind = UInt8(WASMTIME_I64)
    unsafe made.of.i64 = value
    return unsafe made
}
