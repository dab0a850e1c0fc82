internal import Loop
internal import Synchronization

/// Lines on their way to one reader of a tail: bounded, and never waited for by whoever offers them.
///
/// Sendable: what several threads touch is behind a mutex. Made and ended by a connection's thread; loops offer.
package final class TailChannel: Sendable {
    private struct Queue {
        var lines: [TailLine] = []
        var dropped = 0
        var isClosed = false
    }

    package let filter: TailFilter
    private let queue = Mutex(Queue())
    private let linesMax: Int
    private let wake: WakePipe

    init(_ filter: TailFilter, linesMax: Int) throws(AdminError) {
        self.filter = filter
        self.linesMax = linesMax
        do throws(LoopError) {
            wake = try WakePipe()
        } catch {
            throw AdminError(
                503, "out_of_descriptors", "The host is short of descriptors", error.description,
                remedy: "raise the limit of open files (ulimit -n)", retryAfter: 5)
        }
    }

    /// A line that the filter wants; a reader that is too slow does not get it, and is told how many those were.
    package func offer(_ line: TailLine) {
        guard filter.wants(line) else { return }
        let isFirst = queue.withLock { queue in
            guard !queue.isClosed else { return false }
            guard queue.lines.count < linesMax else {
                queue.dropped += 1
                return false
            }
            queue.lines.append(line)
            return queue.lines.count == 1
        }
        if isFirst { wake.signal() }
    }

    /// Becomes readable when there are lines.
    var descriptor: Int32 { wake.descriptor }

    /// All that wait, and how many were dropped before them.
    func take() -> (lines: [TailLine], dropped: Int) {
        wake.drain()
        return queue.withLock { queue in
            defer {
                queue.lines.removeAll(keepingCapacity: true)
                queue.dropped = 0
            }
            return (queue.lines, queue.dropped)
        }
    }

    func close() {
        queue.withLock { queue in
            queue.isClosed = true
            queue.lines = []
        }
    }
}
