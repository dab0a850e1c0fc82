internal import Loop

/// A deadline among a thousand: armed, put off as each request does, cancelled.
@safe final class DeadlinePath {
    static var path: MicroPath {
        MicroPath("deadline", times: 20_000) {
            let subject = try DeadlinePath()
            return { times in subject.run(times) }
        }
    }

    private static let count = 1_000
    private let loop: Loop
    private let deadlines: Deadlines
    private let nodes: UnsafeMutablePointer<Deadline>

    private init() throws {
        loop = try Loop()
        deadlines = try Deadlines(loop: loop)
        unsafe nodes = .allocate(capacity: Self.count)
        for index in 0..<Self.count {
            // Nothing turns the wheel: none ever passes.
            unsafe (nodes + index).initialize(to: Deadline(context: UnsafeMutableRawPointer(nodes)) { _ in })
            unsafe deadlines.arm(nodes + index, milliseconds: UInt64(1_000 + 40 * index))
        }
    }

    deinit {
        for index in 0..<Self.count { unsafe deadlines.cancel(nodes + index) }
        deadlines.close()
        loop.closeOwnHandles()
        loop.run()
        unsafe nodes.deallocate()
    }

    private func run(_ times: Int) {
        for turn in 0..<times {
            let node = unsafe nodes + turn % Self.count
            unsafe deadlines.cancel(node)
            unsafe deadlines.arm(node, milliseconds: 30_000)
            unsafe deadlines.arm(node, milliseconds: 60_000)
        }
    }
}
