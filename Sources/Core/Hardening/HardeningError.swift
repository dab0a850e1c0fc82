internal import Glibc

/// A wall that could not be put up.
package struct HardeningError: Error, Sendable, CustomStringConvertible {
    /// What was tried: "setuid 33".
    package let operation: String
    /// The system's words, or ours where it has none.
    package let reason: String

    init(_ operation: String, reason: String) {
        self.operation = operation
        self.reason = reason
    }

    /// `code`: an errno.
    init(_ operation: String, code: Int32) {
        self.init(operation, reason: unsafe String(cString: strerror(code)))
    }

    package var description: String { "\(operation): \(reason)" }

    /// The one place where C functions that give -1 and set errno become errors.
    static func check(_ result: Int32, _ operation: @autoclosure () -> String) throws(HardeningError) {
        if result < 0 { throw HardeningError(operation(), code: errno) }
    }
}
