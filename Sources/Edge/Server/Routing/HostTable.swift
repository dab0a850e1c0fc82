/// Hosts and wildcards of all listeners in one open hash table. Part of `Router`.
///
/// The hash runs over the name from its end to its start, so that one pass has met every wildcard that could match
/// (`.com`, `.example.com`, …) by the time it reaches the whole name.
struct HostTable: Sendable {
    /// One host or wildcard on one listener.
    struct Entry: Sendable {
        var hash: UInt32
        var listener: Int32
        /// In `names`, in lower case; a wildcard begins with `.`.
        var name: Range<Int>
        /// Its paths: a root of `PathTrie`.
        var root: Int32
        /// The next less specific entry of the same listener, or -1: look at `*` then.
        var fallback: Int32 = -1
    }

    private(set) var entries: [Entry] = []
    /// The text of all entries: one table, so that comparing touches no reference count.
    private var names: [UInt8] = []
    /// Indices in `entries`, -1 where free; a power of two long, at most half full.
    private var slots: [Int32] = []

    init() {}

    /// Adds a host, or a wildcard with its dot; at set-up only, before `seal`.
    mutating func add(name: String, listener: Int, root: Int32) {
        let start = names.count
        names += name.utf8
        let hash = name.utf8.reversed().reduce(Self.seed(listener)) { Self.step($0, $1) }
        entries.append(
            Entry(
                hash: hash, listener: Int32(truncatingIfNeeded: listener), name: start..<names.count, root: root))
    }

    /// Builds the slots and links every entry to the next less specific one.
    mutating func seal() {
        var capacity = 8
        while capacity < entries.count * 2 { capacity *= 2 }
        slots = Array(repeating: -1, count: capacity)
        for index in entries.indices {
            var slot = Int(entries[index].hash) & (capacity - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
        for index in entries.indices {
            let entry = entries[index]
            entries[index].fallback = unsafe names.withUnsafeBytes { all in
                let name = unsafe UnsafeRawBufferPointer(rebasing: all[entry.name])
                return unsafe find(listener: Int(entry.listener), name: name, properOnly: true)
            }
        }
    }

    /// The whole name if it is known, else the longest wildcard above it, else -1.
    func mostSpecific(listener: Int, host: UnsafeRawBufferPointer) -> Int32 {
        entries.isEmpty ? -1 : unsafe find(listener: listener, name: host, properOnly: false)
    }

    /// A `Host` field's value without its port, and without the dot that may end a full name.
    static func name(in host: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = host.count
        while end > 0, unsafe UInt8(ascii: "0")...UInt8(ascii: "9") ~= host[end - 1] { end -= 1 }
        if end > 0, unsafe host[end - 1] == UInt8(ascii: ":") {
            end -= 1
        } else {
            end = host.count
        }
        if end > 0, unsafe host[end - 1] == UInt8(ascii: ".") { end -= 1 }
        return unsafe UnsafeRawBufferPointer(rebasing: host[..<end])
    }

    /// A letter's lower case; other bytes as they are.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    private static func seed(_ listener: Int) -> UInt32 {
        0x811C_9DC5 ^ UInt32(truncatingIfNeeded: listener)
    }

    /// FNV-1a.
    private static func step(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
        (hash ^ UInt32(byte)) &* 0x0100_0193
    }

    /// `properOnly`: only wildcards that are less specific than `name` itself.
    private func find(listener: Int, name: UnsafeRawBufferPointer, properOnly: Bool) -> Int32 {
        var hash = Self.seed(listener)
        var best: Int32 = -1
        var start = name.count
        while start > 0 {
            start -= 1
            let byte = unsafe Self.lowercased(name[start])
            hash = Self.step(hash, byte)
            // A wildcard stands for at least one byte before its dot; a host is matched as a whole.
            guard (byte == UInt8(ascii: ".")) != (start == 0), start > 0 || !properOnly else { continue }
            let tail = unsafe UnsafeRawBufferPointer(rebasing: name[start...])
            let entry = unsafe entry(hash: hash, listener: listener, name: tail)
            if entry >= 0 { best = entry }
        }
        return best
    }

    private func entry(hash: UInt32, listener: Int, name: UnsafeRawBufferPointer) -> Int32 {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] >= 0 {
            let index = slots[slot]
            let entry = entries[Int(index)]
            if entry.hash == hash, entry.listener == listener, unsafe isEqual(entry.name, name) { return index }
            slot = (slot + 1) & mask
        }
        return -1
    }

    private func isEqual(_ known: Range<Int>, _ name: UnsafeRawBufferPointer) -> Bool {
        guard known.count == name.count else { return false }
        for (offset, index) in known.enumerated() where unsafe names[index] != Self.lowercased(name[offset]) {
            return false
        }
        return true
    }
}
