/// Bytes that only a worker sees: no message, log, dump or debugger's description shows them.
///
/// Process lifetime: read when the configuration is. A value; any thread.
package struct SecretValue: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var description: String { "(secret)" }
    package var debugDescription: String { description }
    /// Without it `dump` and a failed expectation would show the bytes.
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// For who has to compute with them, and shows them nowhere either.
    package func copy() -> [UInt8] { bytes }

    package func isEqual(_ bytes: [UInt8]) -> Bool { self.bytes == bytes }
}
