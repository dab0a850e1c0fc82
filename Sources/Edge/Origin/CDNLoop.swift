package import HTTP

/// The field by which a request that comes back is known: each gateway adds its name to what came (RFC 8586).
package enum CDNLoop {
    /// Our name in it, the same on every host: a request that goes round over several is one loop.
    private static let name: StaticString = "swiftlet"

    /// How many of the request's entries are ours.
    ///
    /// Commas part entries, wherever they stand. To heed quotes would be wrong: one that a client opens and never closes
    /// would hide the entry that we write behind it.
    package static func count(_ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer) -> Int {
        guard head.first(.cdnLoop) != nil else { return 0 }
        var count = 0
        for index in 0..<head.fieldCount where head[index].name == .cdnLoop {
            unsafe count += entries(head[index].valueBytes(in: bytes))
        }
        return count
    }

    /// Appends what came, for one to write its own name behind: nothing, or entries that end in ", ".
    package static func join(
        _ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer, into out: inout ByteBuffer
    ) {
        guard head.first(.cdnLoop) != nil else { return }
        for index in 0..<head.fieldCount where head[index].name == .cdnLoop && head[index].valueLength > 0 {
            unsafe out.append(head[index].valueBytes(in: bytes))
            out.append(", ")
        }
    }

    private static func entries(_ value: UnsafeRawBufferPointer) -> Int {
        var count = 0
        var start = 0
        for end in 0...value.count where unsafe end == value.count || value[end] == UInt8(ascii: ",") {
            if unsafe isOurs(UnsafeRawBufferPointer(rebasing: value[start..<end])) { count += 1 }
            start = end + 1
        }
        return count
    }

    /// `cdn-info = cdn-id *( OWS ";" OWS parameter )`; the id is a host or a pseudonym, in any case.
    private static func isOurs(_ entry: UnsafeRawBufferPointer) -> Bool {
        var first = 0
        while unsafe first < entry.count && isBlank(entry[first]) { first += 1 }
        var last = first
        while unsafe last < entry.count && entry[last] != UInt8(ascii: ";") { last += 1 }
        while unsafe last > first && isBlank(entry[last - 1]) { last -= 1 }
        guard last - first == name.utf8CodeUnitCount else { return false }
        for offset in 0..<name.utf8CodeUnitCount
        where unsafe entry[first + offset] | 0x20 != name.utf8Start[offset] { return false }
        return true
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
