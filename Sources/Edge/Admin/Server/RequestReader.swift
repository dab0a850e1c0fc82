internal import HTTP

/// Reads requests of one connection: heads, then bodies of a bounded size.
struct RequestReader: ~Copyable {
    private let stream: WireStream
    private let limits: AdminLimits
    private var head = RequestHead(fieldCountMax: AdminLimits.fieldsMax)
    private var buffer = ByteBuffer()
    private var isFirst = true

    init(_ stream: WireStream, _ limits: AdminLimits) {
        self.stream = stream
        self.limits = limits
    }

    enum Failure: Error {
        /// Nothing can be answered, or nothing needs to be.
        case wire(WireError)
        /// The bytes are no request: answer and close.
        case message(ProtocolError)
    }

    /// nil: the client has closed the connection between two requests, or has been silent for too long there.
    mutating func next() throws(Failure) -> AdminRequest? {
        // Who connects has something to ask, and shakes hands before.
        let idle = Deadline(in: isFirst ? limits.headMilliseconds : limits.idleMilliseconds)
        isFirst = false
        var deadline: Deadline?
        let headLimits = HeadLimits(
            headBytesMax: AdminLimits.headBytesMax, uriBytesMax: AdminLimits.targetBytesMax,
            fieldCountMax: AdminLimits.fieldsMax)
        while true {
            if !buffer.isEmpty {
                do throws(ProtocolError) {
                    let progress = try unsafe head.parse(buffer.readable, limits: headLimits)
                    if case .complete(let length) = progress {
                        let request = copied()
                        buffer.consume(length)
                        return request
                    }
                } catch {
                    throw .message(error)
                }
                // From the first byte on: one at a time is no way around it.
                if deadline == nil { deadline = Deadline(in: limits.headMilliseconds) }
            }
            do throws(WireError) {
                guard try stream.read(into: &buffer, until: deadline ?? idle) else {
                    guard buffer.isEmpty else { throw WireError.closed }
                    return nil
                }
            } catch {
                if buffer.isEmpty, error == .timeout || error == .interrupted || error == .closed { return nil }
                if error == .timeout {
                    throw .message(ProtocolError(status: 408, reason: "the head took too long"))
                }
                throw .wire(error)
            }
        }
    }

    /// The whole body, which is larger than `max` for nobody: that is a 413.
    mutating func body(_ framing: BodyFraming, max: Int) throws(Failure) -> [UInt8] {
        var reader = BodyReader(framing)
        var body: [UInt8] = []
        if case .length(let length) = framing {
            guard length <= UInt64(max) else { throw .message(Self.tooLarge) }
            body.reserveCapacity(Int(length))
        }
        let whole = Deadline(in: limits.bodyMilliseconds)
        while true {
            var position = 0
            do throws(ProtocolError) {
                let bytes = unsafe buffer.readable
                reading: while true {
                    switch try unsafe reader.next(bytes, position: &position) {
                    case .data(let range):
                        guard body.count + range.count <= max else { throw Self.tooLarge }
                        unsafe body.append(contentsOf: bytes[range])
                    case .needMore: break reading
                    case .end:
                        buffer.consume(position)
                        return body
                    }
                }
            } catch {
                throw .message(error)
            }
            buffer.consume(position)
            do throws(WireError) {
                let deadline = Deadline(in: limits.stallMilliseconds).earlier(whole)
                guard try stream.read(into: &buffer, until: deadline) else { throw WireError.closed }
            } catch {
                guard error == .timeout else { throw .wire(error) }
                throw .message(ProtocolError(status: 408, reason: "the body took too long"))
            }
        }
    }

    static let tooLarge = ProtocolError(status: 413, reason: "the body is too large")

    private func copied() -> AdminRequest {
        let bytes = unsafe buffer.readable
        func text(_ slice: HeadSlice) -> String { unsafe String(decoding: slice.bytes(in: bytes), as: UTF8.self) }
        var fields: [(name: String, value: String)] = []
        for index in 0..<head.fieldCount {
            fields.append((text(head[index].nameSlice).lowercased(), text(head[index].valueSlice)))
        }
        return AdminRequest(
            method: head.method, path: text(head.path), query: text(head.query), fields: fields,
            version: head.version, framing: head.framing, keepAlive: head.keepAlive,
            expectsContinue: head.expectsContinue)
    }
}
