package import HTTP
package import Loop
package import TLS

/// What all connections of one loop share while they handle an event: buffers used up before the event ends.
/// Process lifetime, one thread.
@safe package final class OriginScratch {
    package let loop: Loop
    package let deadlines: Deadlines
    /// For those that a worker sets: tenths of a second are much to a page.
    let fineDeadlines: Deadlines
    package let tlsOutput: TLSOutput
    /// The head of the response being delivered, and the bytes it counts from: valid during `OriginEvents.responded`.
    package var head: ResponseHead
    package var headBytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    package let headLimits: HeadLimits
    /// Decrypted bytes.
    let plaintext: UnsafeMutableRawBufferPointer
    private var settled: (@convention(c) (UnsafeMutableRawPointer) -> Void)?
    private var context: UnsafeMutableRawPointer?

    package init(
        loop: Loop, deadlines: Deadlines, fineDeadlines: Deadlines, tlsOutput: TLSOutput, headLimits: HeadLimits
    ) {
        self.loop = loop
        self.deadlines = deadlines
        self.fineDeadlines = fineDeadlines
        self.tlsOutput = tlsOutput
        self.headLimits = headLimits
        head = ResponseHead(fieldCountMax: headLimits.fieldCountMax)
        unsafe plaintext = .allocate(byteCount: Loop.readBytesMax, alignment: 16)
    }

    deinit { unsafe plaintext.deallocate() }

    /// `settled` is called with `context` when an event of an origin's socket or clock was handled to its end: what was
    /// gathered meanwhile (a head, a body, its end) can then go out in one piece.
    package func setSettled(
        context: UnsafeMutableRawPointer, _ settled: @escaping @convention(c) (UnsafeMutableRawPointer) -> Void
    ) {
        unsafe self.context = context
        unsafe self.settled = settled
    }

    func settle() {
        guard let settled = unsafe settled, let context = unsafe context else { return }
        unsafe settled(context)
    }
}
