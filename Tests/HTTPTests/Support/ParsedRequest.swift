@testable import HTTP

/// How a parse ended.
enum ParseOutcome: Equatable {
    case incomplete
    case complete(Int)
    case refused(Int)
}

struct ParsedField: Equatable {
    var name: String
    var value: String
    var isHopByHop: Bool
}

/// A request head copied out, so that tests can look at it at leisure.
struct ParsedRequest {
    var outcome: ParseOutcome
    var reason = ""
    var method = Method.other
    var methodName = ""
    var target = ""
    var form = TargetForm.origin
    var path = ""
    var query = ""
    var authority = ""
    var version = HTTPVersion.http11
    var framing = BodyFraming.none
    var keepAlive = false
    var expectsContinue = false
    var pathNeedsNormalising = false
    var fields: [ParsedField] = []

    init(_ text: String, limits: HeadLimits = HeadLimits()) { self.init(Array(text.utf8), limits: limits) }

    init(_ bytes: [UInt8], limits: HeadLimits = HeadLimits()) {
        outcome = .incomplete
        var head = RequestHead(fieldCountMax: limits.fieldCountMax)
        do throws(ProtocolError) {
            try unsafe withGuarded(bytes) { guarded throws(ProtocolError) in
                switch try unsafe head.parse(guarded, limits: limits) {
                case .incomplete:
                    outcome = .incomplete
                case .complete(let length):
                    outcome = .complete(length)
                    unsafe copy(head, guarded)
                }
            }
        } catch {
            outcome = .refused(error.status)
            reason = error.reason.description
        }
    }

    /// The status that a refused head is answered with.
    var refusal: Int? {
        guard case .refused(let status) = outcome else { return nil }
        return status
    }

    var isComplete: Bool {
        guard case .complete = outcome else { return false }
        return true
    }

    private mutating func copy(_ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer) {
        method = head.method
        methodName = unsafe String(decoding: head.methodName.bytes(in: bytes), as: UTF8.self)
        target = unsafe String(decoding: head.target.bytes(in: bytes), as: UTF8.self)
        form = head.targetForm
        path = unsafe String(decoding: head.path.bytes(in: bytes), as: UTF8.self)
        query = unsafe String(decoding: head.query.bytes(in: bytes), as: UTF8.self)
        authority = unsafe String(decoding: head.authority.bytes(in: bytes), as: UTF8.self)
        version = head.version
        framing = head.framing
        keepAlive = head.keepAlive
        expectsContinue = head.expectsContinue
        pathNeedsNormalising = head.pathNeedsNormalising
        fields = (0..<head.fieldCount).map { unsafe ParsedField(head[$0], bytes) }
    }
}

extension ParsedField {
    init(_ field: HeadField, _ bytes: UnsafeRawBufferPointer) {
        name = unsafe String(decoding: field.nameBytes(in: bytes), as: UTF8.self)
        value = unsafe String(decoding: field.valueBytes(in: bytes), as: UTF8.self)
        isHopByHop = field.flags.contains(.hopByHop)
    }
}

/// A GET with these field lines, each without its line end.
func request(_ lines: String..., host: String? = "a.example", version: String = "1.1") -> String {
    let fields = (host.map { ["Host: \($0)"] } ?? []) + lines
    return "GET / HTTP/\(version)\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
}
