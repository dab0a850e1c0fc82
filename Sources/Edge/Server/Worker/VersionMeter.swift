internal import Deploy
internal import Isolate

/// What a version did, for comparing it with another: a counter for each loop.
///
/// Made when it is first wanted, lives as long as its version. Loops write their own, anybody reads.
final class VersionMeter: Sendable {
    let loops: [VersionCounter]

    init(loops: Int) { self.loops = (0..<loops).map { _ in VersionCounter() } }

    /// All loops' together, as they are now.
    var sample: VersionSample { loops.reduce(into: VersionSample()) { $0 += $1.sample } }
}

extension VersionFailure {
    init(_ cause: Fault.Cause) {
        self =
            switch cause {
            case .trap: .trap
            case .cpu, .wall, .memory, .stack: .limit
            case .abi, .message: .answer
            case .thrown: .thrown
            }
    }
}
