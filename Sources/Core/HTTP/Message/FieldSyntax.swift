internal import CByteScan

/// Checks of single parts of a head, for those who compose one from bytes they did not parse: a guest's edits, config.
package enum FieldSyntax {
    /// A field name or any other token (RFC 9110 section 5.6.2).
    package static func isName(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe bytes.count > 0 && bytes.count <= FixedLimits.fieldNameBytesMax
            && consists(bytes, of: UInt8(BYTE_SCAN_TOKEN))
    }

    /// A field value: no control bytes but HTAB. May be empty.
    package static func isValue(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe consists(bytes, of: UInt8(BYTE_SCAN_VALUE))
    }

    /// A request target in origin form: path and perhaps query.
    package static func isTarget(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe bytes.first == UInt8(ascii: "/") && consists(bytes, of: UInt8(BYTE_SCAN_TARGET))
    }

    /// A request method: a token, of a length that servers take.
    package static func isMethod(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe bytes.count <= FixedLimits.methodBytesMax && isName(bytes)
    }

    private static func consists(_ bytes: UnsafeRawBufferPointer, of classes: UInt8) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        let first = unsafe base.assumingMemoryBound(to: UInt8.self)
        let end = unsafe first + bytes.count
        return unsafe byte_scan_while(first, end, classes) == end
    }
}
