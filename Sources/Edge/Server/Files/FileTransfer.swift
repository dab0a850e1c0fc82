internal import Glibc
internal import HTTP

/// A file on its way to a client: an open descriptor, and what is left to send. Request lifetime.
@safe final class FileTransfer {
    private var descriptor: Int32
    private var position: off_t = 0
    private var remaining: Int

    /// Takes the descriptor over.
    init(descriptor: Int32, count: Int) {
        self.descriptor = descriptor
        remaining = count
    }

    deinit { close() }

    var isComplete: Bool { remaining == 0 }

    /// Reads the next piece: its length, or 0 when the file ended before its length said so, or cannot be read.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = unsafe pread(descriptor, buffer.baseAddress, min(buffer.count, remaining), position)
        guard count > 0 else { return 0 }
        position += count
        remaining -= count
        return count
    }

    func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
    }
}
