internal import CUV

/// A system call or libuv function that failed.
package struct LoopError: Error, CustomStringConvertible {
    /// What was tried, in the field's words: "bind 127.0.0.1:8443".
    package let operation: String
    /// libuv's code: a negated errno, or one of libuv's own.
    package let code: Int32

    package init(operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }

    package var description: String { "\(operation): \(unsafe String(cString: uv_strerror(code)))" }

    package var isAddressInUse: Bool { code == UV_EADDRINUSE.rawValue }
    package var isPermissionDenied: Bool { code == UV_EACCES.rawValue }

    /// The one place where libuv's return codes become errors.
    static func check(_ code: Int32, _ operation: @autoclosure () -> String) throws(LoopError) {
        if code < 0 { throw LoopError(operation: operation(), code: code) }
    }
}
