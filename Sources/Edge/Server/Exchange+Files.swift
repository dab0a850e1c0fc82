internal import HTTP
internal import Loop

/// A file makes the response.
extension Exchange {
    func beginFile(_ route: FilesRoute, _ bytes: UnsafeRawBufferPointer) { fail(404, "no such file") }
    func sendFile(_ transfer: FileTransfer) {}
}
