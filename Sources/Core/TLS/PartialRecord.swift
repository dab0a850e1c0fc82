internal import Glibc

/// What has come of a record whose rest has not: its header within, the whole of it on the heap from when its length is known.
/// Belongs to one `RecordReader`; idle sessions have nothing there.
@safe struct PartialRecord: ~Copyable {
    private var header = InlineArray<5, UInt8>(repeating: 0)
    private var record: UnsafeMutableRawPointer?
    private var count = 0
    /// Its header's, until that is known.
    private var length = RecordLimits.headerBytes

    deinit { unsafe record?.deallocate() }

    var isEmpty: Bool { count == 0 }

    /// Takes what is missing, as far as it is there: how many bytes that were.
    mutating func take(_ bytes: UnsafeRawPointer, _ available: Int) -> Int {
        let taken = min(available, length - count)
        if let record = unsafe record {
            unsafe memcpy(record + count, bytes, taken)
        } else {
            for index in 0..<taken { header[count + index] = unsafe bytes.load(fromByteOffset: index, as: UInt8.self) }
        }
        count += taken
        return taken
    }

    /// The record, when it is whole: as long as `length` makes of its header's first byte and of the length there. Valid until
    /// `clear`.
    mutating func whole(
        _ length: (UInt8, Int) throws(RecordFault) -> Int
    ) throws(RecordFault) -> UnsafeRawBufferPointer? {
        guard count == self.length else { return nil }
        if let record = unsafe record { return unsafe UnsafeRawBufferPointer(start: record, count: count) }
        self.length += try length(header[0], Int(header[3]) << 8 | Int(header[4]))
        let record = UnsafeMutableRawPointer.allocate(byteCount: self.length, alignment: 16)
        for index in header.indices { unsafe record.storeBytes(of: header[index], toByteOffset: index, as: UInt8.self) }
        unsafe self.record = record
        return nil
    }

    mutating func clear() {
        unsafe record?.deallocate()
        unsafe record = nil
        count = 0
        length = RecordLimits.headerBytes
    }
}
