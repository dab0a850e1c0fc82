/// What the scheduler has given to a process or a thread: nanoseconds on a processor, and in the queue for one.
package struct ProcessTime: Sendable, Equatable {
    package var onProcessor: UInt64 = 0
    package var inQueue: UInt64 = 0

    package init(onProcessor: UInt64 = 0, inQueue: UInt64 = 0) {
        self.onProcessor = onProcessor
        self.inQueue = inQueue
    }

    /// Of all threads of a process that are alive; nil where the system does not tell. A server's threads live as long as
    /// it does, so that the difference of two readings is what it has used.
    package static func of(process: Int32) -> ProcessTime? {
        let threads = ProcFile.numbers(in: "/proc/\(process)/task")
        var sum: ProcessTime?
        for thread in threads {
            guard let text = ProcFile.text("/proc/\(process)/task/\(thread)/schedstat"), let time = parse(text) else {
                continue
            }
            sum = (sum ?? ProcessTime()) + time
        }
        return sum
    }

    /// Of the calling thread.
    static var ofThread: ProcessTime? { ProcFile.text("/proc/thread-self/schedstat").flatMap(parse) }

    /// `schedstat`: time on a processor, time in the queue, time slices.
    static func parse(_ text: String) -> ProcessTime? {
        let numbers = text.split { $0 == " " || $0 == "\n" }.prefix(2).compactMap { UInt64($0) }
        return numbers.count == 2 ? ProcessTime(onProcessor: numbers[0], inQueue: numbers[1]) : nil
    }

    static func + (left: ProcessTime, right: ProcessTime) -> ProcessTime {
        ProcessTime(onProcessor: left.onProcessor + right.onProcessor, inQueue: left.inQueue + right.inQueue)
    }

    static func - (after: ProcessTime, before: ProcessTime) -> ProcessTime {
        ProcessTime(
            onProcessor: after.onProcessor &- min(before.onProcessor, after.onProcessor),
            inQueue: after.inQueue &- min(before.inQueue, after.inQueue))
    }
}
