internal import CUV

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

/// All deadlines of a loop, in a wheel of slots: arming one again, as each request does, writes one number.
///
/// One libuv timer turns the wheel while anything is armed. Deadlines pass up to two ticks (200 ms) late, never early.
@safe package final class Deadlines {
    private static let tick: UInt64 = 100
    private static let slotCount: UInt64 = 512

    private let loop: Loop
    private let timer: Timer
    private let slots: UnsafeMutablePointer<UnsafeMutablePointer<Deadline>?>
    private var turned: UInt64
    private var armedCount = 0

    package init(loop: Loop) throws(LoopError) {
        self.loop = loop
        unsafe slots = .allocate(capacity: Int(Deadlines.slotCount))
        unsafe slots.initialize(repeating: nil, count: Int(Deadlines.slotCount))
        turned = loop.now / Deadlines.tick
        timer = try Timer(loop: loop)
        unsafe timer.setAction(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<Deadlines>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.turn() }
        }
    }

    deinit { unsafe slots.deallocate() }

    /// (Re)starts `deadline`: it passes `milliseconds` from now.
    package func arm(_ deadline: UnsafeMutablePointer<Deadline>, milliseconds: UInt64) {
        let expiresAt = loop.now &+ milliseconds
        let earlier = unsafe expiresAt < deadline.pointee.expiresAt
        unsafe deadline.pointee.expiresAt = expiresAt
        if unsafe deadline.pointee.slot >= 0 {
            // A later time needs no move: the wheel looks again when it gets to the old slot.
            guard earlier else { return }
            unsafe remove(deadline)
        }
        unsafe insert(deadline)
    }

    package func cancel(_ deadline: UnsafeMutablePointer<Deadline>) {
        unsafe deadline.pointee.expiresAt = .max
        guard unsafe deadline.pointee.slot >= 0 else { return }
        unsafe remove(deadline)
    }

    /// Closes the timer; nothing may be armed afterwards.
    package func close() { timer.close() }

    private func insert(_ deadline: UnsafeMutablePointer<Deadline>) {
        if armedCount == 0 {
            turned = loop.now / Deadlines.tick
            timer.start(after: Deadlines.tick, every: Deadlines.tick)
        }
        armedCount += 1
        // One tick later than it expires, so that it is never early; far ones wait in the last slot and move on.
        let due = unsafe min(
            max(deadline.pointee.expiresAt / Deadlines.tick + 1, turned + 1), turned + Deadlines.slotCount - 1)
        let slot = Int(due % Deadlines.slotCount)
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
        if armedCount == 0 { timer.stop() }
    }

    private func turn() {
        let now = loop.now
        while turned < now / Deadlines.tick, armedCount > 0 {
            turned += 1
            turnSlot(Int(turned % Deadlines.slotCount), now: now)
        }
        turned = max(turned, now / Deadlines.tick)
    }

    /// Takes the head again and again instead of walking: what passes may cancel any other deadline. A deadline put
    /// back never falls into this same slot: `insert` chooses one of the others.
    private func turnSlot(_ slot: Int, now: UInt64) {
        while let deadline = unsafe slots[slot] {
            let expiresAt = unsafe deadline.pointee.expiresAt
            unsafe remove(deadline)
            if expiresAt > now {
                unsafe insert(deadline)
            } else {
                unsafe deadline.pointee.expiresAt = .max
                unsafe deadline.pointee.passed(deadline.pointee.context)
            }
        }
    }
}
