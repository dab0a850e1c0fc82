/// Decides by the delay of what waits whether new requests are to be turned away, and how many: the control law of CoDel
/// (RFC 8289), applied to arrivals, as a server must that cannot drop what it has begun.
///
/// What counts is the *smallest* delay within an interval: a burst or a machine that stutters makes long delays with short
/// ones between them, a queue that stands has none that is short. From then on of every `level` + 1 requests one is let
/// through; `level` grows after `interval` / √`level` for as long as no delay is short again.
///
/// A value without a clock: every input says what time it is, in milliseconds.
struct DelayControl: Equatable {
    enum Change: Equatable {
        case none
        /// The smallest delay of the interval that is over.
        case started(delay: UInt64)
        /// What it came to.
        case ended(refused: Int, milliseconds: UInt64)
    }

    /// The delay that may stand.
    let target: UInt64
    let interval: UInt64

    private(set) var isShedding = false
    /// Of `level` + 1 requests one passes.
    private(set) var level: UInt64 = 0
    /// Of the delays since they are long: when that began, the last of them, the smallest of them.
    private var longSince: UInt64?
    private var lastSeen: UInt64 = 0
    private var least: UInt64 = 0
    /// When the level rises.
    private var rises: UInt64 = 0
    private var startedAt: UInt64 = 0
    private var endedAt: UInt64?
    private var passes: UInt64 = 0
    private var refused = 0

    /// One in a hundred still passes: without any nobody would learn that the delay is short again.
    private static let levelMax: UInt64 = 99
    /// Shedding that begins again within so many intervals goes on close to where it was (RFC 8289 section 4.2).
    private static let memoryIntervals: UInt64 = 16

    init(target: UInt64, interval: UInt64) {
        self.target = target
        self.interval = interval
    }

    /// Something that waited has had its turn.
    mutating func observe(_ delay: UInt64, now: UInt64) -> Change {
        guard delay > target else {
            longSince = nil
            return isShedding ? end(now) : .none
        }
        // Nothing waited in between: two delays far apart say nothing of the time between them.
        guard let since = longSince, now &- lastSeen < interval || isShedding else {
            (longSince, lastSeen, least) = (now, now, delay)
            return .none
        }
        lastSeen = now
        least = min(least, delay)
        guard isShedding else { return now &- since >= interval ? start(now) : .none }
        while now >= rises, level < Self.levelMax {
            level += 1
            rises += step
        }
        return .none
    }

    /// A request has come while it sheds: whether it is to be turned away.
    mutating func refuses() -> Bool {
        guard passes < level else {
            passes = 0
            return false
        }
        passes += 1
        refused += 1
        return true
    }

    private mutating func start(_ now: UInt64) -> Change {
        isShedding = true
        let isAgain = endedAt.map { now &- $0 < Self.memoryIntervals * interval } ?? false
        level = isAgain && level > 2 ? level - 2 : 1
        rises = now + step
        startedAt = now
        refused = 0
        passes = 0
        return .started(delay: least)
    }

    private mutating func end(_ now: UInt64) -> Change {
        isShedding = false
        endedAt = now
        return .ended(refused: refused, milliseconds: now &- startedAt)
    }

    private var step: UInt64 { max(1, UInt64(Double(interval) / Double(level).squareRoot())) }
}
