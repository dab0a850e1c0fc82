internal import Deploy
internal import Origin

/// A request that a worker sends on in place of an answer, as it is written for the origin. A value.
struct ForwardedRequest: Sendable {
    /// In `Config.origins`.
    let origin: Int
    /// Request line and fields.
    private let head: [UInt8]
    /// What the worker made; nil: the client's, or none.
    private let ownBody: [UInt8]?
    /// The head of the origin's answer, as it came; empty: none.
    var answer: [UInt8] = []

    /// What only one side is told: who asks, and that it is a copy.
    private static let fieldsOfHost: Set<String> = ["x-worker-version", "swiftlet-shadow"]

    /// - Parameter written: its head, and perhaps some of its body.
    init(to origin: Int, written: UnsafeRawBufferPointer, ownBody: UnsafeRawBufferPointer?) {
        self.origin = origin
        let bytes = unsafe Array(written)
        let end = bytes.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A])?.lowerBound ?? bytes.endIndex
        head = Array(bytes[..<end])
        self.ownBody = unsafe ownBody.map { unsafe Array($0) }
    }

    /// - Parameter clientBody: of the request that is sent on.
    func compared(origin name: String, clientBody: [UInt8]) -> DiffRequest {
        let end = head.firstIndex(of: 0x0A) ?? head.endIndex
        let line = head[..<end].split(separator: 0x20, maxSplits: 2)
        let fields = CapturedResponse.headers(in: head[end...]).map { (name: $0.name.lowercased(), value: $0.value) }
        let hasBody = fields.contains { field in
            field.name == "transfer-encoding" || field.name == "content-length" && field.value != "0"
        }
        return DiffRequest(
            origin: name, method: line.first.map { String(decoding: $0, as: UTF8.self) } ?? "",
            target: line.count > 1 ? String(decoding: line[1], as: UTF8.self) : "",
            headers: fields.filter { !Self.fieldsOfHost.contains($0.name) },
            body: ownBody ?? (hasBody ? clientBody : []))
    }
}
