import Testing

@testable import Loop

@Suite struct DeadlinesTests {
    @Test("deadlines of a running loop pass in the order of their times")
    func order() throws {
        let test = try LoopRun()
        let deadlines = try Deadlines(loop: test.loop)
        let noted = Noted(deadlines, test)
        let times: [UInt64] = [620, 20, 320]
        for (index, milliseconds) in times.enumerated() {
            unsafe deadlines.arm(noted.nodes + index, milliseconds: milliseconds)
        }
        let began = test.loop.now
        test.run()
        #expect(noted.passed.map { $0 - began }.enumerated().allSatisfy { $1 >= times.sorted()[$0] })
        #expect(noted.passed.count == 3)
        #expect(noted.passed == noted.passed.sorted())
    }
}

/// Three deadlines; ends the test after the third.
@safe private final class Noted {
    let nodes: UnsafeMutablePointer<Deadline>
    private let deadlines: Deadlines
    private let test: LoopRun
    private(set) var passed: [UInt64] = []

    init(_ deadlines: Deadlines, _ test: LoopRun) {
        self.deadlines = deadlines
        self.test = test
        unsafe nodes = .allocate(capacity: 3)
        for index in 0..<3 {
            unsafe (nodes + index).initialize(
                to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                    unsafe Unmanaged<Noted>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.note() }
                })
        }
    }

    deinit { unsafe nodes.deallocate() }

    private func note() {
        passed.append(test.loop.now)
        guard passed.count == 3 else { return }
        deadlines.close()
        test.end()
    }
}
