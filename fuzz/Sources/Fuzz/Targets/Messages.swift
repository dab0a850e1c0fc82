internal import HTTP

extension Target {
    /// A head is read the same whether it comes whole or in parts, all that it names lies within it, and what it is
    /// put together from again is the same head.
    static let requestHead = Target(
        name: "request-head", about: "the host's request heads, targets, authorities and paths"
    ) { input in
        let bytes = unsafe input.buffer
        var head = RequestHead()
        var choice = input.choice
        let whole = progress { () throws(ProtocolError) in try unsafe head.parse(bytes) }
        let cut = choice.below(input.count + 1)
        var other = RequestHead()
        let part = unsafe withCopy(bytes, cut) { part in
            progress { () throws(ProtocolError) in try unsafe other.parse(part) }
        }
        checkPart(part, whole, cut)
        guard case .complete(let length) = whole else { return }
        expect(head.methodName.length > 0, "no method")
        var again = ByteBuffer()
        unsafe again.append(head.methodName.bytes(in: bytes))
        again.append(" ")
        unsafe again.append(head.target.bytes(in: bytes))
        again.append(head.version == .http11 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n")
        for index in 0..<head.fieldCount {
            unsafe checkField(head[index], bytes, length)
            unsafe again.appendField(head[index].nameBytes(in: bytes), head[index].valueBytes(in: bytes))
        }
        again.append("\r\n")
        let same = progress { () throws(ProtocolError) in try unsafe other.parse(again.readable) }
        expect(same == .complete(length: again.count), "the same head is not read again: \(same)")
        expect(other.fieldCount == head.fieldCount && other.framing == head.framing, "it is another head")
        expect(other.keepAlive == head.keepAlive && other.expectsContinue == head.expectsContinue, "it is another head")
        expect(
            unsafe head.authority.bytes(in: bytes).elementsEqual(other.authority.bytes(in: again.readable)),
            "another authority")
        if head.targetForm == .origin || head.targetForm == .absolute {
            unsafe checkPath(head.path.bytes(in: bytes), isNormal: !head.pathNeedsNormalising)
        }
        for byte in unsafe Array(head.authority.bytes(in: bytes)) {
            expect(byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "@") && byte != UInt8(ascii: "/"), "authority")
        }
    }

    /// The normal form of a normal form is itself.
    private static func checkPath(_ path: UnsafeRawBufferPointer, isNormal: Bool) {
        var once = ByteBuffer()
        do throws(ProtocolError) {
            try unsafe PathNormaliser.normalise(path, into: &once)
        } catch {
            expect(!isNormal && error.status == 400, "a normal path is refused")
            return
        }
        expect(once.count <= path.count, "a path grows")
        if isNormal { expect(unsafe once.readable.elementsEqual(path), "a normal path changes") }
        var twice = ByteBuffer()
        do throws(ProtocolError) {
            try unsafe PathNormaliser.normalise(once.readable, into: &twice)
        } catch {
            fatalError("a normal path is refused")
        }
        expect(unsafe once.readable.elementsEqual(twice.readable), "a normal path changes")
    }

    static let responseHead = Target(
        name: "response-head", about: "the host's response heads"
    ) { input in
        let bytes = unsafe input.buffer
        var choice = input.choice
        let method: Method = choice.below(8) == 0 ? .head : .get
        var head = ResponseHead()
        let whole = progress { () throws(ProtocolError) in
            try unsafe head.parse(bytes, requestMethod: method)
        }
        let cut = choice.below(input.count + 1)
        var other = ResponseHead()
        let part = unsafe withCopy(bytes, cut) { part in
            progress { () throws(ProtocolError) in try unsafe other.parse(part, requestMethod: method) }
        }
        checkPart(part, whole, cut)
        guard case .complete(let length) = whole else { return }
        expect((100...599).contains(head.status), "status \(head.status)")
        expect(unsafe head.reason.bytes(in: bytes).count <= length, "the reason is longer than the head")
        var again = ByteBuffer()
        again.append(head.version == .http11 ? "HTTP/1.1 " : "HTTP/1.0 ")
        again.append(decimal: head.status)
        again.append(" x\r\n")
        for index in 0..<head.fieldCount {
            unsafe checkField(head[index], bytes, length)
            unsafe again.appendField(head[index].nameBytes(in: bytes), head[index].valueBytes(in: bytes))
        }
        again.append("\r\n")
        let same = progress { () throws(ProtocolError) in
            try unsafe other.parse(again.readable, requestMethod: method)
        }
        expect(same == .complete(length: again.count), "the same head is not read again: \(same)")
        expect(other.fieldCount == head.fieldCount && other.framing == head.framing, "it is another head")
        expect(other.keepAlive == head.keepAlive, "it is another head")
    }

    private enum Progress: Equatable {
        case incomplete
        case complete(length: Int)
        case refused(Int)
    }

    private static func progress(_ parse: () throws(ProtocolError) -> HeadProgress) -> Progress {
        do throws(ProtocolError) {
            switch try parse() {
            case .incomplete: return .incomplete
            case .complete(let length): return .complete(length: length)
            }
        } catch {
            return .refused(error.status)
        }
    }

    /// A part that is complete is the whole's head; a part that is refused refuses the whole; the rest waits.
    private static func checkPart(_ part: Progress, _ whole: Progress, _ cut: Int) {
        switch (part, whole) {
        case (.complete, _): expect(part == whole, "\(part) at \(cut), then \(whole)")
        case (.refused, .refused), (.incomplete, .refused), (.incomplete, .incomplete): break
        case (.incomplete, .complete(let length)): expect(length > cut, "incomplete at \(cut), complete at \(length)")
        case (.refused, _): fatalError("refused at \(cut), then \(whole)")
        }
    }

    /// Lends the first `count` bytes as memory of their own, so that a byte read behind them is found.
    private static func withCopy<Result>(
        _ bytes: UnsafeRawBufferPointer, _ count: Int, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: bytes.prefix(count))
        return unsafe body(UnsafeRawBufferPointer(copy))
    }

    private static func checkField(_ field: HeadField, _ bytes: UnsafeRawBufferPointer, _ length: Int) {
        expect(Int(field.valueOffset) + Int(field.valueLength) <= length, "a field reaches out of its head")
        expect(field.nameLength > 0, "a field without a name")
        for byte in unsafe Array(field.valueBytes(in: bytes)) {
            expect(byte != 0 && byte != 13 && byte != 10, "\(byte) in a field's value")
        }
    }

    /// A body that comes in pieces is the body that comes whole. The first byte says how it is framed.
    static let body = Target(name: "body", about: "the host's bodies: chunked, by length, until the end") { input in
        guard input.count > 0 else { return }
        let wire = unsafe UnsafeRawBufferPointer(rebasing: input.buffer.dropFirst())
        let framing: BodyFraming =
            switch input[0] {
            case 0: .length(UInt64(wire.count / 2))
            case 1: .untilClose
            case 2: .length(UInt64.max >> 1)
            default: .chunked
            }
        let whole = unsafe ReadBody(framing, wire) { count in count }
        var choice = input.choice
        let pieces = unsafe ReadBody(framing, wire) { _ in 1 + choice.below(7) }
        expect(whole == pieces, "it is another body in pieces")
        let slow = unsafe ReadBody(framing, wire) { _ in 1 }
        expect(whole == slow, "it is another body byte by byte")
    }

    private struct ReadBody: Equatable {
        var data: [UInt8] = []
        var end = 0
        var isComplete = false
        var mayEnd = false
        var refusal: Int?

        init(_ framing: BodyFraming, _ wire: UnsafeRawBufferPointer, _ step: (Int) -> Int) {
            var reader = BodyReader(framing)
            do throws(ProtocolError) {
                while end < wire.count, !reader.isComplete {
                    let count = min(step(wire.count - end), wire.count - end)
                    let piece = unsafe UnsafeRawBufferPointer(rebasing: wire[end..<end + count])
                    end += try unsafe read(&reader, piece)
                }
            } catch {
                refusal = error.status
                // How much of a bad body was read before it was known to be bad may differ.
                end = 0
                return
            }
            isComplete = reader.isComplete
            mayEnd = reader.mayEndByClose
        }

        private mutating func read(
            _ reader: inout BodyReader, _ piece: UnsafeRawBufferPointer
        ) throws(ProtocolError) -> Int {
            var position = 0
            while true {
                switch try unsafe reader.next(piece, position: &position) {
                case .data(let range):
                    expect(range.upperBound == position && !range.isEmpty, "data is not what was read")
                    unsafe data += piece[range]
                case .needMore:
                    expect(position == piece.count, "more is needed while there is some")
                    return position
                case .end:
                    return position
                }
            }
        }
    }
}
