import Glibc
import Testing

@testable import Server

@Suite struct FileTransferTests {
    /// A descriptor of a nameless file that holds `text`.
    private func file(_ text: String) throws -> Int32 {
        var template = Array("/tmp/swiftlet-file-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        try #require(descriptor >= 0)
        unsafe unlink(template)
        let bytes = Array(text.utf8)
        #expect(unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
        return descriptor
    }

    private func read(_ transfer: FileTransfer, room: Int) -> String {
        unsafe withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { buffer in
            let count = unsafe transfer.read(into: buffer)
            return unsafe String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    @Test("a file comes in pieces, in order, up to the count and no further")
    func pieces() throws {
        let transfer = FileTransfer(descriptor: try file("abcdefgh"), count: 7)
        #expect(read(transfer, room: 3) == "abc")
        #expect(read(transfer, room: 3) == "def")
        #expect(!transfer.isComplete)
        #expect(read(transfer, room: 3) == "g")
        #expect(transfer.isComplete)
        #expect(read(transfer, room: 3).isEmpty)
    }

    @Test("a file shorter than promised reads as empty, not complete")
    func truncated() throws {
        let transfer = FileTransfer(descriptor: try file("ab"), count: 5)
        #expect(read(transfer, room: 8) == "ab")
        #expect(read(transfer, room: 8).isEmpty)
        #expect(!transfer.isComplete)
    }

    @Test("closing gives the descriptor back once; reading afterwards gives nothing")
    func closed() throws {
        let descriptor = try file("ab")
        let transfer = FileTransfer(descriptor: descriptor, count: 2)
        transfer.close()
        transfer.close()
        #expect(read(transfer, room: 8).isEmpty)
        #expect(!transfer.isComplete)
    }
}
