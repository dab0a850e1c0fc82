/// Follows the records that OpenSSL is given during a handshake, so that it is given one at a time: it would take what follows the
/// handshake's last along, and keep it.
struct RecordGate {
    private var headerCount = 0
    private var lengthHead: UInt8 = 0
    /// Of the record whose header has passed.
    private var remaining = 0

    /// All that has passed were whole records.
    var isBetweenRecords: Bool { headerCount == 0 }

    /// How many of these bytes belong to the record that comes or is under way; they pass. More than 0 of more than 0.
    mutating func pass(_ bytes: UnsafeRawBufferPointer) -> Int {
        var position = 0
        while headerCount < RecordLimits.headerBytes {
            guard position < bytes.count else { return position }
            let byte = unsafe bytes[position]
            if headerCount == 3 { lengthHead = byte }
            if headerCount == 4 { remaining = Int(lengthHead) << 8 | Int(byte) }
            headerCount += 1
            position += 1
        }
        let count = min(remaining, bytes.count - position)
        remaining -= count
        if remaining == 0 { headerCount = 0 }
        return position + count
    }
}
