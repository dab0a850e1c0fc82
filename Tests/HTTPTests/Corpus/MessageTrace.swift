/// What a parser made of a stream: where heads end, which bytes are body, where messages end, and how it stopped.
struct MessageTrace: Equatable, CustomStringConvertible {
    struct Message: Equatable {
        var headEnd: Int
        /// Ranges of body bytes; neighbours are joined.
        var body: [Range<Int>] = []
        /// nil: the input ended before the message did.
        var end: Int?

        mutating func append(_ range: Range<Int>) {
            if let last = body.last, last.upperBound == range.lowerBound {
                body[body.count - 1] = last.lowerBound..<range.upperBound
            } else if !range.isEmpty {
                body.append(range)
            }
        }
    }

    enum Stop: Equatable {
        /// The input is used up; more may follow.
        case open
        /// A message said that it is the last, yet there is more.
        case closed
        /// The message asks for another protocol; what follows is none of HTTP's business.
        case upgraded
        /// Malformed.
        case refused
    }

    var messages: [Message] = []
    var stop = Stop.open

    var description: String {
        let parts = messages.map { message in
            let body = message.body.map { "\($0.lowerBound)..<\($0.upperBound)" }.joined(separator: ",")
            return "head…\(message.headEnd) body[\(body)] end \(message.end.map(String.init) ?? "-")"
        }
        return "\(parts.joined(separator: "; ")) \(stop)"
    }
}

extension LLHTTPCase {
    /// What llhttp's log says.
    var expected: MessageTrace {
        var trace = MessageTrace()
        for line in log {
            let offset = Int(line.dropFirst(4).prefix { $0.isNumber }) ?? 0
            if line.contains("headers complete") {
                trace.messages.append(.init(headEnd: offset))
            } else if line.contains("span[body]"), !trace.messages.isEmpty {
                let length = Int(line.components("len=")[1].prefix { $0.isNumber })!
                trace.messages[trace.messages.count - 1].append(offset..<offset + length)
            } else if line.contains("message complete"), !trace.messages.isEmpty {
                trace.messages[trace.messages.count - 1].end = offset
            } else if line.contains("error code=") {
                let code = Int(line.components("error code=")[1].prefix { $0.isNumber })
                trace.stop = code == 5 ? .closed : code == 22 ? .upgraded : .refused
            }
        }
        return trace
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [Substring] { split(separator: separator) + [""] }
}
