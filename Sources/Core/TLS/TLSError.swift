internal import COpenSSL

/// OpenSSL's complaint as a value.
package struct TLSError: Error, CustomStringConvertible {
    /// The C function, or what was tried.
    package let operation: String
    /// OpenSSL's reason, e.g. "unsupported protocol"; empty when it gave none.
    package let reason: String

    package init(operation: String, reason: String) {
        self.operation = operation
        self.reason = reason
    }

    package var description: String { reason.isEmpty ? operation : "\(operation): \(reason)" }

    /// Takes the thread's error queue, all of it: a stale entry would be read as the next connection's error.
    static func last(during operation: String) -> TLSError {
        let code = ERR_peek_error()
        ERR_clear_error()
        guard code != 0 else { return TLSError(operation: operation, reason: "") }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            unsafe ERR_error_string_n(code, buffer.baseAddress, buffer.count)
            let full = unsafe String(cString: buffer.baseAddress!)
            // "error:0A000102:SSL routines::unsupported protocol": only the end says something to people.
            return TLSError(operation: operation, reason: full.split(separator: ":").last.map(String.init) ?? full)
        }
    }
}
