extension Request {
    /// The one of `offers` (`en`, `de-CH`) that fits the client's Accept-Language best; nil where none does: use the
    /// default.
    ///
    /// Lookup by RFC 4647 section 3.4: the client's ranges by weight, each shortened from its end until it is an offer:
    /// `de-CH-1996` finds `de-CH`, or else `de`. When no range finds one, a range may be the beginning of an offer:
    /// `de` finds `de-CH` (basic filtering, section 3.3.1). What the client weighs with 0 is never returned.
    @export(interface)
    public func language(_ offers: [StaticString]) -> Bytes? {
        var wanted: [Preference] = []
        var refused: [Preference] = []
        var ranges = Preferences("accept-language", of: headers)
        while let range = ranges.next() {
            if range.weight == 0 { refused.append(range) } else { wanted.insert(range) }
        }
        var allowed: [Bytes] = []
        for offer in offers where !refused.contains(where: { range in Bytes(offer).equalsIgnoringCase(range.value) }) {
            allowed.append(Bytes(offer))
        }
        for range in wanted {
            var tag = range.value
            while tag.count > 0 {
                for offer in allowed where offer.equalsIgnoringCase(tag) { return offer }
                tag = tag.withoutLastSubtag
            }
        }
        for range in wanted {
            for offer in allowed where offer.startsIgnoringCase(with: range.value) {
                // Counts are unequal here: what is equal was found above.
                if offer[range.value.count] == UInt8(ascii: "-") { return offer }
            }
        }
        return nil
    }
}

extension Array<Preference> {
    /// Puts `preference` behind all that weigh as much; there are never more than `Preference.countMax`.
    fileprivate mutating func insert(_ preference: Preference) {
        var index = count
        while index > 0, self[index - 1].weight < preference.weight { index -= 1 }
        insert(preference, at: index)
    }
}

extension Bytes {
    /// This language tag without its last subtag, and without a single letter before that: it only introduces it.
    fileprivate var withoutLastSubtag: Bytes {
        var end = lastHyphen(before: count)
        if end >= 2, self[end - 2] == UInt8(ascii: "-") { end -= 2 }
        return slice(0..<end)
    }

    private func lastHyphen(before end: Int) -> Int {
        var position = end - 1
        while position > 0, self[position] != UInt8(ascii: "-") { position -= 1 }
        return Swift.max(position, 0)
    }
}
