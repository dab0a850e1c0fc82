internal import Admin
internal import Isolate

/// Says how a deployment gets on, and remembers what its steps took. One thread.
struct StepClock {
    private let tell: (DeployEvent) -> Void
    private var step = DeployStep.receive
    private var started = ContinuousClock.now
    private(set) var times: [StepTime] = []

    init(_ tell: @escaping (DeployEvent) -> Void) { self.tell = tell }

    /// The step at which something that is thrown now went wrong.
    var present: DeployStep { step }

    mutating func begin(_ step: DeployStep) {
        self.step = step
        started = .now
        tell(.step(step, state: .started, milliseconds: 0, detail: nil))
    }

    mutating func end(_ detail: String? = nil) { end(step, .now - started, detail) }

    /// A step that another has gone through as well.
    mutating func end(_ step: DeployStep, _ duration: Duration, _ detail: String? = nil) {
        let milliseconds = duration.inMilliseconds
        times.append(StepTime(step, milliseconds: milliseconds))
        tell(.step(step, state: .finished, milliseconds: milliseconds, detail: detail))
    }

    mutating func skip(_ step: DeployStep, _ why: String) {
        tell(.step(step, state: .skipped, milliseconds: 0, detail: why))
    }

    mutating func fail() {
        tell(.step(step, state: .failed, milliseconds: (.now - started).inMilliseconds, detail: nil))
    }
}

extension Duration {
    /// To the microsecond.
    fileprivate var inMilliseconds: Double { Double(nanoseconds / 1_000) / 1_000 }
}
