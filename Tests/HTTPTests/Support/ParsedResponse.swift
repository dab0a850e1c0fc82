@testable import HTTP

/// A response head copied out, so that tests can look at it at leisure.
struct ParsedResponse {
    var outcome = ParseOutcome.incomplete
    var status = 0
    var reasonPhrase = ""
    var framing = BodyFraming.none
    var contentLength: UInt64?
    var keepAlive = false
    var isInformational = false
    var fields: [ParsedField] = []

    init(_ text: String, to method: Method = .get, limits: HeadLimits = HeadLimits()) {
        self.init(Array(text.utf8), to: method, limits: limits)
    }

    init(_ bytes: [UInt8], to method: Method = .get, limits: HeadLimits = HeadLimits()) {
        var head = ResponseHead(fieldCountMax: limits.fieldCountMax)
        do throws(ProtocolError) {
            try unsafe withGuarded(bytes) { guarded throws(ProtocolError) in
                switch try unsafe head.parse(guarded, limits: limits, requestMethod: method) {
                case .incomplete:
                    outcome = .incomplete
                case .complete(let length):
                    outcome = .complete(length)
                    unsafe copy(head, guarded)
                }
            }
        } catch {
            outcome = .refused(error.status)
        }
    }

    private mutating func copy(_ head: borrowing ResponseHead, _ bytes: UnsafeRawBufferPointer) {
        status = head.status
        reasonPhrase = unsafe String(decoding: head.reason.bytes(in: bytes), as: UTF8.self)
        framing = head.framing
        contentLength = head.contentLength
        keepAlive = head.keepAlive
        isInformational = head.isInformational
        fields = (0..<head.fieldCount).map { unsafe ParsedField(head[$0], bytes) }
    }
}

/// A 200 with these field lines, each without its line end.
func response(_ lines: String..., status: String = "200 OK", version: String = "1.1") -> String {
    "HTTP/\(version) \(status)\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
}
