internal import CWorkerABI

extension Bytes {
    /// Runs `body`, and frees natively what bytes it made: a process that serves for months is no isolate, which takes
    /// its memory with it.
    ///
    /// Nothing that is made of `Bytes` (`JSON`, `JSONString`, `JSONReader`) may leave; texts and arrays may. For this
    /// thread; scopes may be within each other. In an isolate it is just the call.
    package static func scope<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        #if !arch(wasm32)
            let mark = unsafe swiftlet_scope_open()
            defer { unsafe swiftlet_scope_close(mark) }
        #endif
        return try body()
    }
}
