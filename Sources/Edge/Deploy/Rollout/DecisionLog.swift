package import SwiftletFormats

/// What a guarded rollout decided and why, in the order in which it did: for people. Bounded. A value.
package struct DecisionLog: Equatable, Sendable {
    package enum Event: String, Sendable, CaseIterable {
        case started, step, kept, waiting, paused, resumed, restored
        case rolledBack = "rolled_back"
        case promoted, aborted
    }

    package struct Entry: Equatable, Sendable {
        /// Seconds since 1970, by the host's clock then: entries' order is that of the list.
        package let at: Int64
        package let event: Event
        /// The candidate's share then, in hundredths of a percent.
        package let share: UInt32
        /// One sentence, with its numbers.
        package let text: String
    }

    package private(set) var entries: [Entry] = []
    /// Entries that had to go.
    package private(set) var dropped: UInt64 = 0

    package init() {}

    init(entries: [Entry], dropped: UInt64) {
        self.entries = entries
        self.dropped = dropped
    }

    mutating func add(_ event: Event, at: Int64, share: UInt32, _ text: String) {
        if entries.count >= GuardLimits.logEntriesMax {
            // The first says how it began.
            entries.remove(at: 1)
            dropped += 1
        }
        entries.append(Entry(at: at, event: event, share: share, text: text))
    }

    /// `[{"at": 1790000000, "event": "step", "share": 10, "text": "…"}, …]`; the share in percent.
    package func write(to json: inout JSONWriter) {
        json.array { json in
            for entry in entries {
                json.object { json in
                    json.key("at")
                    json.value(entry.at)
                    json.key("event")
                    json.value(entry.event.rawValue)
                    json.key("share")
                    json.value(Double(entry.share) / 100)
                    json.key("text")
                    json.value(entry.text)
                }
            }
        }
    }
}
