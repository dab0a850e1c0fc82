package import HTTP
package import Loop
package import TLS

/// What all connections of one loop share while they handle an event: buffers used up before the event ends.
/// Process lifetime, one thread.
@safe package final class OriginScratch {
    package let loop: Loop
    package let deadlines: Deadlines
    package let tlsOutput: TLSOutput
    /// The head of the response being delivered, and the bytes it counts from: valid during `OriginEvents.responded`.
    package var head: ResponseHead
    package var headBytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    package let headLimits: HeadLimits
    /// Decrypted bytes.
    let plaintext: UnsafeMutableRawBufferPointer

    package init(loop: Loop, deadlines: Deadlines, tlsOutput: TLSOutput, headLimits: HeadLimits) {
        self.loop = loop
        self.deadlines = deadlines
        self.tlsOutput = tlsOutput
        self.headLimits = headLimits
        head = ResponseHead(fieldCountMax: headLimits.fieldCountMax)
        unsafe plaintext = .allocate(byteCount: Loop.readBytesMax, alignment: 16)
    }

    deinit { unsafe plaintext.deallocate() }
}
