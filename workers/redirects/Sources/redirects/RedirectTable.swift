import Swiftlet

/// All rules, by the hash of what they redirect.
///
/// Made once, in `init()`: a request computes one hash while it walks over its path, and looks that up wherever a rule of
/// this length could be. How many rules there are does not matter to it.
struct RedirectTable {
    /// The hash is here so that what is not there is found out without looking at rules: each may be on a page of its own,
    /// which is one that the isolate has not touched yet.
    private struct Slot {
        var hash: UInt32 = 0
        /// In `redirects`; -1: free.
        var place: Int32 = -1
    }

    private var redirects: [Redirect] = []
    /// A power of two, more than there are rules.
    private var slots: [Slot] = []
    /// For each length: whether there is a prefix of it.
    private var prefixLengths: [Bool] = []

    /// Stops on the way of one visitor: browsers go through some more, but nobody should have to.
    private static let stopsMax = 5

    init(_ text: StaticString) throws(RedirectError) {
        try self.init(Bytes(text))
    }

    /// - Throws: for the first line that is wrong, or that leads in a circle.
    init(_ text: Bytes) throws(RedirectError) {
        // An array that grew would leave what it outgrew in the memory that every isolate starts from.
        redirects.reserveCapacity(text.count { byte in byte == UInt8(ascii: "\n") } + 1)
        var parser = RedirectParser(text)
        while let redirect = try parser.next() { redirects.append(redirect) }
        var size = 16
        while size * 3 < redirects.count * 4 { size *= 2 }
        slots = [Slot](repeating: Slot(), count: size)
        for place in 0..<redirects.count { try insert(place) }
        for place in 0..<redirects.count { try follow(redirects[place]) }
    }

    /// How many rules there are.
    var count: Int { redirects.count }

    /// The rule for this path: an exact one, else the longest prefix.
    func redirect(for path: Bytes) -> Redirect? {
        var hash = Self.hashStart
        var found: Redirect?
        for position in 0..<path.count {
            hash = Self.hash(hash, path[position])
            let length = position + 1
            if length < prefixLengths.count, prefixLengths[length],
                let prefix = find(path.slice(0..<length), hash, isPrefix: true)
            {
                found = prefix
            }
        }
        return find(path, hash, isPrefix: false) ?? found
    }

    private mutating func insert(_ place: Int) throws(RedirectError) {
        let redirect = redirects[place]
        let hash = redirect.from.reduce(Self.hashStart, Self.hash)
        guard find(redirect.from, hash, isPrefix: redirect.isPrefix) == nil else {
            throw RedirectError(line: Int(redirect.line), reason: .duplicate)
        }
        if redirect.isPrefix {
            while prefixLengths.count <= redirect.from.count { prefixLengths.append(false) }
            prefixLengths[redirect.from.count] = true
        }
        var slot = first(hash)
        while slots[slot].place >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Slot(hash: hash, place: Int32(place))
    }

    private func find(_ from: Bytes, _ hash: UInt32, isPrefix: Bool) -> Redirect? {
        var slot = first(hash)
        while slots[slot].place >= 0 {
            if slots[slot].hash == hash {
                let redirect = redirects[Int(slots[slot].place)]
                if redirect.isPrefix == isPrefix, redirect.from == from { return redirect }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Goes where a rule sends its visitors, and on from there. Of a prefix the empty rest stands for all.
    private func follow(_ start: Redirect) throws(RedirectError) {
        var redirect = start
        var path = start.from
        for _ in 0..<Self.stopsMax {
            let target = redirect.target(of: path)
            // Another host's.
            guard target.first == UInt8(ascii: "/") else { return }
            let end = target.firstIndex { byte in byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") }
            path = target.slice(0..<(end ?? target.count))
            guard let next = self.redirect(for: path) else { return }
            redirect = next
        }
        throw RedirectError(line: Int(start.line), reason: .loop)
    }

    // In WebAssembly an `Int` has 32 bits, so that not every hash is one.
    private func first(_ hash: UInt32) -> Int {
        Int(truncatingIfNeeded: hash) & (slots.count - 1)
    }

    // FNV-1a.
    private static let hashStart: UInt32 = 0x811c_9dc5

    private static func hash(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
        (hash ^ UInt32(byte)) &* 0x0100_0193
    }
}
