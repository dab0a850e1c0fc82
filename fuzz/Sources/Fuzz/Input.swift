internal import SwiftletFormats

/// What libFuzzer made up: valid for the time of the call. Memory of its own, so that a byte read behind it is found.
@safe struct Input {
    /// For parsers that read where the bytes lie.
    @unsafe let buffer: UnsafeRawBufferPointer

    init(_ buffer: UnsafeRawBufferPointer) {
        unsafe self.buffer = buffer
    }

    var count: Int { unsafe buffer.count }

    subscript(index: Int) -> UInt8 { unsafe buffer[index] }

    /// A copy in the arena.
    var bytes: Bytes { unsafe Bytes(copying: buffer) }

    /// A copy.
    var array: [UInt8] { unsafe Array(buffer) }

    /// Eight bytes as a number; 0 where there are fewer.
    func word(at offset: Int) -> UInt64 {
        offset + 8 <= count ? unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self) : 0
    }

    /// Numbers that follow from the input, so that it fails alike whenever it is tried.
    var choice: Choice { unsafe Choice(buffer) }
}
