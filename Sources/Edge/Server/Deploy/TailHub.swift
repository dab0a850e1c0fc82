internal import Admin
internal import Synchronization

/// Hands live lines to whoever watches. Process lifetime; any thread offers.
final class TailHub: Sendable {
    private let channels = Mutex<[TailChannel]>([])
    /// Called when the first comes and when the last has gone.
    private let watched = Mutex<(@Sendable (Bool) -> Void)?>(nil)

    func onChange(_ action: @escaping @Sendable (Bool) -> Void) { watched.withLock { $0 = action } }

    func add(_ channel: TailChannel) {
        let isFirst = channels.withLock { channels in
            channels.append(channel)
            return channels.count == 1
        }
        if isFirst { watched.withLock { $0 }?(true) }
    }

    func remove(_ channel: TailChannel) {
        let isLast = channels.withLock { channels in
            let count = channels.count
            channels.removeAll { $0 === channel }
            return channels.isEmpty && count > 0
        }
        if isLast { watched.withLock { $0 }?(false) }
    }

    func offer(_ line: TailLine) {
        for channel in channels.withLock({ $0 }) { channel.offer(line) }
    }
}
