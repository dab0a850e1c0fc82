@testable import HTTP

/// A path after `PathNormaliser`, or the status that it was refused with.
struct NormalPath {
    var text: String?
    var refusal: Int?

    init(_ path: String) {
        var output = ByteBuffer()
        output.append("before")
        do throws(ProtocolError) {
            try unsafe withGuarded(Array(path.utf8)) { bytes throws(ProtocolError) in
                try unsafe PathNormaliser.normalise(bytes, into: &output)
            }
            text = String(output.text.dropFirst(6))
        } catch {
            refusal = error.status
            if output.text != "before" { text = "output changed" }
        }
    }
}

extension ByteBuffer {
    /// What can be read, as text.
    var text: String { unsafe String(decoding: readable, as: UTF8.self) }
}
