import Swiftlet

/// Reads the document in the request's body in several ways, and answers with how long each took: nanoseconds, the best
/// and the median.
@main
struct JSONBench: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        let text = try request.body.bytes()
        do throws(JSONError) {
            let orders = try [Order](json: text)
            return .json([
                "bytes": .integer(Int64(text.count)), "orders": .integer(Int64(orders.count)),
                "check": try JSONBench.time { () throws(JSONError) in try JSONBench.check(text) },
                "pick": try JSONBench.time { () throws(JSONError) in try JSONBench.pick(text) },
                "values": try JSONBench.time { () throws(JSONError) in try JSON(text).array?.count ?? 0 },
                "decode": try JSONBench.time { () throws(JSONError) in try [Order](json: text).count },
                "encode": try JSONBench.time { () throws(JSONError) in orders.jsonBytes().count },
            ])
        } catch {
            return .text(error.description, status: .badRequest)
        }
    }

    /// Reads it whole and asks for nothing.
    private static func check(_ text: Bytes) throws(JSONError) -> Int {
        var reader = JSONReader(text)
        let count = try reader.value().count
        try reader.end()
        return count
    }

    /// Picks id and total of each order.
    private static func pick(_ text: Bytes) throws(JSONError) -> Int {
        var reader = JSONReader(text)
        var picked = 0
        try reader.array { order throws(JSONError) in
            try order.object { key, value throws(JSONError) in
                if key == "id" || key == "total" { picked &+= try value.value().count }
            }
        }
        try reader.end()
        return picked
    }

    private static let rounds = 15
    /// In a round, so that the clock's own time does not count. What is read into values stays in memory until the isolate
    /// ends: few, so that it is enough.
    private static let repetitions = 8

    private static func time(_ body: () throws(JSONError) -> Int) throws(JSONError) -> JSON {
        var times: [Int64] = []
        var sum = 0
        for _ in 0..<rounds {
            let start = Clock.monotonicNanoseconds
            for _ in 0..<repetitions { sum &+= try body() }
            times.append((Clock.monotonicNanoseconds - start) / Int64(repetitions))
        }
        times.sort()
        // The sum is written so that nobody can find that it is not needed.
        return ["best": .integer(times[0]), "median": .integer(times[rounds / 2]), "sum": .integer(Int64(sum))]
    }
}
