import Testing

@testable import Loop

/// A loop for one test. `end` lets `run` return once everything is closed; a test that never gets there fails after
/// ten seconds instead of hanging.
@safe final class LoopRun {
    private static let millisecondsMax: UInt64 = 10_000

    let loop: Loop
    private let watchdog: Timer
    private var wasStopped = false

    init() throws {
        loop = try Loop()
        watchdog = try Timer(loop: loop)
    }

    func run(sourceLocation: SourceLocation = #_sourceLocation) {
        unsafe watchdog.setAction(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<LoopRun>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.stop() }
        }
        watchdog.start(after: LoopRun.millisecondsMax)
        loop.run()
        #expect(!wasStopped, "the test did not come to its end", sourceLocation: sourceLocation)
    }

    func end() {
        watchdog.close()
        loop.closeOwnHandles()
    }

    /// Calls `action` once, later.
    func after(_ milliseconds: UInt64, _ action: @escaping () -> Void) throws {
        _ = try Later(loop, milliseconds, action)
    }

    private func stop() {
        wasStopped = true
        loop.stop()
    }
}

/// Keeps itself alive until its time has come.
@safe private final class Later {
    private let timer: Timer
    private let action: () -> Void

    init(_ loop: Loop, _ milliseconds: UInt64, _ action: @escaping () -> Void) throws {
        timer = try Timer(loop: loop)
        self.action = action
        unsafe timer.setAction(context: Unmanaged.passRetained(self).toOpaque()) { context in
            let later = unsafe Unmanaged<Later>.fromOpaque(context).takeRetainedValue()
            later.timer.close()
            later.action()
        }
        timer.start(after: milliseconds)
    }
}
