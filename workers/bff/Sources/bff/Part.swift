import Swiftlet

/// One answer of the API: fetched, checked, and trimmed to what the page shows.
struct Part {
    /// Orders that the page shows.
    private static let ordersMax = 5

    private let name: StaticString
    private let text: Bytes

    /// Waits for the answer and its body.
    init(_ name: StaticString, _ pending: PendingResponse) throws(PartError) {
        self.name = name
        do throws(WorkerError) {
            let response = try pending.response()
            guard response.status == .ok else { throw .message("status \(response.status.code)") }
            text = try response.body.bytes()
        } catch {
            throw PartError(part: name, reason: .unavailable(error))
        }
    }

    /// The user's id and name.
    func copyUser(to page: inout JSONWriter) throws(PartError) {
        try read { reader throws(JSONError) in
            try reader.copyObject("id", "name", to: &page)
        }
    }

    /// Id and total of the first orders.
    func copyOrders(to page: inout JSONWriter) throws(PartError) {
        try read { reader throws(JSONError) in
            var count = 0
            try page.array { page throws(JSONError) in
                try reader.array { order throws(JSONError) in
                    // An order that nobody reads is stepped over, and checked like the rest.
                    if count < Self.ordersMax { try order.copyObject("id", "total", to: &page) }
                    count += 1
                }
            }
        }
    }

    /// The titles of the recommendations.
    func copyTitles(to page: inout JSONWriter) throws(PartError) {
        try read { reader throws(JSONError) in
            try page.array { page throws(JSONError) in
                try reader.array { recommendation throws(JSONError) in
                    guard let title = try recommendation.value(of: "title") else { throw .missing("title") }
                    page.raw(title)
                }
            }
        }
    }

    /// Runs `body` over the whole text, which must be one JSON value.
    private func read(_ body: (inout JSONReader) throws(JSONError) -> Void) throws(PartError) {
        do throws(JSONError) {
            var reader = JSONReader(text)
            try body(&reader)
            try reader.end()
        } catch {
            throw PartError(part: name, reason: .malformed(error))
        }
    }
}

extension JSONReader {
    /// Reads an object and writes one that has but these two of its keys.
    fileprivate mutating func copyObject(
        _ first: StaticString, _ second: StaticString, to page: inout JSONWriter
    ) throws(JSONError) {
        var values: (Bytes?, Bytes?) = (nil, nil)
        try object { key, value throws(JSONError) in
            if key == first { values.0 = try value.value() } else if key == second { values.1 = try value.value() }
        }
        guard let one = values.0 else { throw .missing(JSONError.StaticKey(stringLiteral: first)) }
        guard let other = values.1 else { throw .missing(JSONError.StaticKey(stringLiteral: second)) }
        page.object { page in
            page.key(first)
            page.raw(one)
            page.key(second)
            page.raw(other)
        }
    }
}
