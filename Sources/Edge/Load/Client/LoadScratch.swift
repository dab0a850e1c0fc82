internal import HTTP
internal import Loop
internal import TLS

/// What all connections of a generator share while they handle an event. One thread.
@safe final class LoadScratch {
    let loop: Loop
    let tlsOutput = TLSOutput()
    var head = ResponseHead(fieldCountMax: 200)
    let headLimits = HeadLimits(fieldCountMax: 200)
    let plaintext: UnsafeMutableRawBufferPointer

    init(loop: Loop) {
        self.loop = loop
        unsafe plaintext = .allocate(byteCount: Loop.readBytesMax, alignment: 16)
    }

    deinit { unsafe plaintext.deallocate() }
}
