/// One field line of a head. Offsets count from the head's first byte.
///
/// 16 bytes, laid out as `swiftlet_field` in worker_abi.h: a table of these is copied into a guest as it is.
package struct HeadField: Equatable, Sendable {
    package var nameOffset: UInt32
    package var valueOffset: UInt32
    package var valueLength: UInt32
    package var nameLength: UInt16
    package var name: FieldName
    package var flags: FieldFlags

    package var nameSlice: HeadSlice { HeadSlice(offset: nameOffset, length: UInt32(nameLength)) }
    /// Without the white space around it.
    package var valueSlice: HeadSlice { HeadSlice(offset: valueOffset, length: valueLength) }

    /// Asked here: beyond the target's border `flags.contains` is a generic call.
    package var isHopByHop: Bool { flags.rawValue & FieldFlags.hopByHop.rawValue != 0 }

    /// `head` starts at the head's first byte and holds at least the whole head.
    package func nameBytes(in head: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        unsafe nameSlice.bytes(in: head)
    }

    package func valueBytes(in head: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        unsafe valueSlice.bytes(in: head)
    }
}

/// What is to be known of a field line besides its name.
package struct FieldFlags: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Meant for the next hop alone: a proxy drops it (RFC 9110 section 7.6.1). So are `Connection` itself, the fields
    /// that it nominates, and those that are hop-by-hop by definition.
    package static let hopByHop = FieldFlags(rawValue: 1)
}
