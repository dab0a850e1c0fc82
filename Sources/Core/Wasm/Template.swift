internal import CWasmtime

/// A module with its imports found: what instances are made from.
///
/// Lifetime: deployment. Immutable, safe to share among threads. The corresponding C type is `wasmtime_instance_pre_t`.
@safe package final class Template: @unchecked Sendable {
    let pointer: OpaquePointer
    package let module: Module

    init(pointer: OpaquePointer, module: Module) {
        unsafe self.pointer = pointer
        self.module = module
    }

    deinit { unsafe wasmtime_instance_pre_delete(pointer) }
}
