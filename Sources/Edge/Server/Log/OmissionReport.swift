internal import Loop

/// Comes back to its owner a second after something was left out of the log, once, however much has been left out by
/// then.
///
/// Process lifetime, one per owner, which outlives it; on its loop's thread alone.
@safe final class OmissionReport {
    private let deadlines: Deadlines
    private let deadline: UnsafeMutablePointer<Deadline>
    private var owner: UnsafeMutableRawPointer?
    private var report: (@convention(c) (UnsafeMutableRawPointer) -> Void)?
    private var isArmed = false

    private static let milliseconds: UInt64 = 1_000

    init(_ deadlines: Deadlines) {
        self.deadlines = deadlines
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<OmissionReport>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.say() }
            })
    }

    deinit { unsafe deadline.deallocate() }

    /// `report` is called with `owner`, which says what was left out.
    func setAction(owner: UnsafeMutableRawPointer, report: @escaping @convention(c) (UnsafeMutableRawPointer) -> Void) {
        unsafe self.owner = owner
        unsafe self.report = report
    }

    /// Something was left out.
    func arm() {
        guard !isArmed else { return }
        isArmed = true
        unsafe deadlines.arm(deadline, milliseconds: Self.milliseconds)
    }

    /// The loop ends: what was left out is said now.
    func close() {
        unsafe deadlines.cancel(deadline)
        say()
    }

    private func say() {
        isArmed = false
        if let owner = unsafe owner, let report = unsafe report { unsafe report(owner) }
    }
}
