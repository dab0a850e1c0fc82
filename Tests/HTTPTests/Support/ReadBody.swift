@testable import HTTP

/// What a reader made of a body that came in pieces.
struct ReadBody: Equatable {
    var text = ""
    var isComplete = false
    /// Bytes left over behind the body's end.
    var rest = ""
    var refusal: Int?

    init(_ framing: BodyFraming, _ pieces: [[UInt8]]) {
        var reader = BodyReader(framing)
        var data: [UInt8] = []
        var rest: [UInt8] = []
        do throws(ProtocolError) {
            for piece in pieces {
                guard !reader.isComplete else {
                    rest += piece
                    continue
                }
                let end = try unsafe withGuarded(piece) { bytes throws(ProtocolError) in
                    try unsafe Self.read(&reader, bytes, into: &data)
                }
                rest += piece[end...]
            }
        } catch {
            refusal = error.status
        }
        text = String(decoding: data, as: UTF8.self)
        self.rest = String(decoding: rest, as: UTF8.self)
        isComplete = reader.isComplete
    }

    init(_ framing: BodyFraming, _ text: String) { self.init(framing, [Array(text.utf8)]) }

    /// Byte by byte.
    init(slowly framing: BodyFraming, _ text: String) { self.init(framing, text.utf8.map { [$0] }) }

    private static func read(
        _ reader: inout BodyReader, _ bytes: UnsafeRawBufferPointer, into data: inout [UInt8]
    ) throws(ProtocolError) -> Int {
        var position = 0
        while true {
            switch try unsafe reader.next(bytes, position: &position) {
            case .data(let range): unsafe data += bytes[range]
            case .needMore, .end: return position
            }
        }
    }
}
