/// A run of bytes in a message head, counted from the head's first byte. Valid as long as those bytes are.
package struct HeadSlice: Equatable, Sendable {
    package var offset: UInt32
    package var length: UInt32

    package init(offset: UInt32 = 0, length: UInt32 = 0) {
        self.offset = offset
        self.length = length
    }

    package var isEmpty: Bool { length == 0 }

    /// The bytes themselves. `head` starts at the head's first byte and holds at least the whole head.
    package func bytes(in head: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: head[Int(offset)..<Int(offset) + Int(length)])
    }
}
