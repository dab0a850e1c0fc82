/// Counts refused attempts by address, so that whoever guesses fills no log. A right token is never held up by it.
///
/// A plain value with the clock handed in; its owner locks.
struct RefusalBook {
    enum Verdict: Equatable {
        /// Answer 401, and say so in the log.
        case note
        /// Answer 429, in silence.
        case silence
    }

    private struct Entry {
        var since: Int64
        var count = 0
    }

    private let perMinuteMax: Int
    private var entries: [String: Entry] = [:]

    /// Addresses that are kept; more than that within a minute share one entry.
    static let addressesMax = 1024
    private static let minute: Int64 = 60_000

    init(perMinuteMax: Int) { self.perMinuteMax = perMinuteMax }

    /// `now`: milliseconds of a clock that only goes forward. Also returns how many of the minute before, which is over,
    /// were not noted.
    mutating func refuse(_ address: String, now: Int64) -> (verdict: Verdict, silenced: Int) {
        if entries[address] == nil, entries.count >= Self.addressesMax {
            entries = entries.filter { now - $0.value.since < Self.minute }
        }
        let key = entries[address] != nil || entries.count < Self.addressesMax ? address : "others"
        var entry = entries[key] ?? Entry(since: now)
        var silenced = 0
        if now - entry.since >= Self.minute {
            silenced = max(0, entry.count - perMinuteMax)
            entry = Entry(since: now)
        }
        entry.count += 1
        entries[key] = entry
        return (entry.count <= perMinuteMax ? .note : .silence, silenced)
    }
}
