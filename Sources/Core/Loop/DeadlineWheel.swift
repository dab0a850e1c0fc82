/// One thing that must happen in time, in its owner's memory. Made, armed and freed on the loop's thread.
///
/// The owner calls `cancel` before the node dies.
@safe package struct Deadline {
    fileprivate var expiresAt: UInt64 = .max
    fileprivate var slot: Int32 = -1
    fileprivate var next: UnsafeMutablePointer<Deadline>?
    fileprivate var previous: UnsafeMutablePointer<Deadline>?
    fileprivate let context: UnsafeMutableRawPointer
    fileprivate let passed: @convention(c) (UnsafeMutableRawPointer) -> Void

    /// `passed` is called with `context` when the time is over, not before.
    package init(context: UnsafeMutableRawPointer, passed: @escaping @convention(c) (UnsafeMutableRawPointer) -> Void) {
        unsafe self.context = context
        unsafe self.passed = passed
    }
}

/// The wheel of slots behind `Deadlines`, without a clock: every input says what time it is, in milliseconds.
///
/// A class, not a struct: what passes may arm or cancel any deadline while the wheel turns.
@safe final class DeadlineWheel {
    static let tick: UInt64 = 100
    static let slotCount: UInt64 = 512

    private let slots: UnsafeMutablePointer<UnsafeMutablePointer<Deadline>?>
    /// Milliseconds per slot.
    let resolution: UInt64
    private var turned: UInt64
    private var isTurning = false
    private(set) var armedCount = 0

    init(now: UInt64, resolution: UInt64 = DeadlineWheel.tick) {
        self.resolution = resolution
        unsafe slots = .allocate(capacity: Int(DeadlineWheel.slotCount))
        unsafe slots.initialize(repeating: nil, count: Int(DeadlineWheel.slotCount))
        turned = now / resolution
    }

    deinit { unsafe slots.deallocate() }

    func arm(_ deadline: UnsafeMutablePointer<Deadline>, at expiresAt: UInt64, now: UInt64) {
        let earlier = unsafe expiresAt < deadline.pointee.expiresAt
        unsafe deadline.pointee.expiresAt = expiresAt
        if unsafe deadline.pointee.slot >= 0 {
            // A later time needs no move: the wheel looks again when it gets to the old slot.
            guard earlier else { return }
            unsafe remove(deadline)
        }
        unsafe insert(deadline, now)
    }

    func cancel(_ deadline: UnsafeMutablePointer<Deadline>) {
        unsafe deadline.pointee.expiresAt = .max
        guard unsafe deadline.pointee.slot >= 0 else { return }
        unsafe remove(deadline)
    }

    /// Turns as far as it is time, and lets pass what is due.
    func turn(now: UInt64) {
        isTurning = true
        defer { isTurning = false }
        while turned < now / resolution, armedCount > 0 {
            turned += 1
            turnSlot(Int(turned % DeadlineWheel.slotCount), now)
        }
        turned = max(turned, now / resolution)
    }

    private func insert(_ deadline: UnsafeMutablePointer<Deadline>, _ now: UInt64) {
        // An empty wheel stood still. Not while it turns: a jump could put what was just taken out into the slot that
        // is being emptied, again and again.
        if armedCount == 0, !isTurning { turned = now / resolution }
        armedCount += 1
        // One tick later than it expires, so that it is never early; far ones wait in the last slot and move on.
        let due = unsafe min(
            max(deadline.pointee.expiresAt / resolution + 1, turned + 1), turned + DeadlineWheel.slotCount - 1)
        let slot = Int(due % DeadlineWheel.slotCount)
        let first = unsafe slots[slot]
        unsafe deadline.pointee.slot = Int32(slot)
        unsafe deadline.pointee.previous = nil
        unsafe deadline.pointee.next = first
        unsafe first?.pointee.previous = deadline
        unsafe slots[slot] = deadline
    }

    private func remove(_ deadline: UnsafeMutablePointer<Deadline>) {
        let next = unsafe deadline.pointee.next
        let previous = unsafe deadline.pointee.previous
        unsafe next?.pointee.previous = previous
        if let previous = unsafe previous {
            unsafe previous.pointee.next = next
        } else {
            unsafe slots[Int(deadline.pointee.slot)] = next
        }
        unsafe deadline.pointee.slot = -1
        unsafe deadline.pointee.next = nil
        unsafe deadline.pointee.previous = nil
        armedCount -= 1
    }

    /// Takes the head again and again instead of walking: what passes may cancel any other deadline. A deadline put
    /// back never falls into this same slot: `insert` chooses one of the others.
    private func turnSlot(_ slot: Int, _ now: UInt64) {
        while let deadline = unsafe slots[slot] {
            let expiresAt = unsafe deadline.pointee.expiresAt
            unsafe remove(deadline)
            if expiresAt > now {
                unsafe insert(deadline, now)
            } else {
                unsafe deadline.pointee.expiresAt = .max
                unsafe deadline.pointee.passed(deadline.pointee.context)
            }
        }
    }
}
