import HTTP
import Testing

@testable import Origin

/// An edit with its own memory.
struct Edit {
    let operation: HeadEdit.Operation
    let name: String
    let value: String

    init(_ operation: HeadEdit.Operation, _ name: String, _ value: String = "") {
        self.operation = operation
        self.name = name
        self.value = value
    }
}

/// Lends edits as the writers want them.
func withEdits(_ edits: [Edit], _ body: (HeadEdits) -> Void) {
    // One block for all names and values: pointers into it stay valid.
    let text = edits.map { $0.name + $0.value }.joined()
    unsafe Array(text.utf8).withUnsafeBytes { bytes in
        var at = 0
        func next(_ text: String) -> UnsafeRawBufferPointer {
            defer { at += text.utf8.count }
            return unsafe UnsafeRawBufferPointer(rebasing: bytes[at..<(at + text.utf8.count)])
        }
        let table = edits.map { edit in
            let name = unsafe next(edit.name)
            return unsafe HeadEdit(
                operation: edit.operation, name: name, value: next(edit.value), field: FieldName.of(name))
        }
        unsafe table.withUnsafeBufferPointer { unsafe body($0) }
    }
}

func settings(basePath: String = "", marksCopies: Bool = false) -> OriginSettings {
    OriginSettings(
        name: "origin", host: "127.0.0.1", port: 1, authority: "origin.test", basePath: basePath, tls: nil,
        limits: OriginLimits(), marksCopies: marksCopies)
}

/// A request as the proxy sends it on: the whole head.
func sentText(
    _ request: String, edits: [Edit] = [], framing: BodyFraming = .none, basePath: String = "", method: String = "",
    target: String = "", isSecure: Bool = true, marksCopies: Bool = false
) throws -> String {
    var head = RequestHead()
    let bytes = Array(request.utf8)
    var out = ByteBuffer()
    let progress = try unsafe bytes.withUnsafeBytes { try unsafe head.parse($0) }
    #expect(progress == .complete(length: bytes.count))
    let parts = Array((method + target + "192.0.2.9").utf8)
    unsafe bytes.withUnsafeBytes { bytes in
        unsafe parts.withUnsafeBytes { parts in
            let methodEnd = method.utf8.count
            let targetEnd = methodEnd + target.utf8.count
            unsafe withEdits(edits) { edits in
                unsafe ProxyRules.writeRequest(
                    head, bytes, to: settings(basePath: basePath, marksCopies: marksCopies),
                    from: ForwardedFrom(
                        clientAddress: UnsafeRawBufferPointer(rebasing: parts[targetEnd...]), isSecure: isSecure),
                    method: UnsafeRawBufferPointer(rebasing: parts[..<methodEnd]),
                    target: UnsafeRawBufferPointer(rebasing: parts[methodEnd..<targetEnd]), framing: framing,
                    edits: edits, into: &out)
            }
        }
    }
    return unsafe String(decoding: out.readable, as: UTF8.self)
}

/// The field lines of a request as the proxy sends it on.
func sent(_ request: String, edits: [Edit] = [], framing: BodyFraming = .none) throws -> [String] {
    try lines(sentText(request, edits: edits, framing: framing))
}

func lines(_ head: String) -> [String] {
    #expect(head.hasSuffix("\r\n\r\n"))
    return head.dropLast(2).split(separator: "\r\n").dropFirst().map(String.init)
}
