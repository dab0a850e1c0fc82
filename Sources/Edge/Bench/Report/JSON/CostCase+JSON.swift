internal import SwiftletFormats

extension CostCase: JSONEncodable {
    func write(to json: inout JSONWriter) {
        let (shown, left) = functionsShown()
        json.object { json in
            json.member("name", name)
            json.member("request", request)
            json.nullable("status", status)
            json.member("passed", !hasFailed)
            json.member("figures", figures)
            json.nullable("before", before)
            json.member("functions", shown)
            json.key("functions_left_out")
            json.object { json in
                json.member("count", left.count)
                json.member("instructions", left.instructions)
            }
            json.member("checks", checks)
            json.member("problems", problems)
        }
    }

    /// The dearest, and those that changed most, in the order that they are in; and what the others are together.
    func functionsShown(
        _ most: Int = ReportLimits.functionsInJSON
    ) -> (shown: [FunctionCost], left: (count: Int, instructions: Int)) {
        guard functions.count > most else { return (functions, (0, 0)) }
        let compares = before != nil
        let dearest = compares ? most / 2 : most
        var kept = Set(0..<dearest)
        if compares {
            let growth = functions.map { ($0.instructions - ($0.before ?? 0)).magnitude }
            for index in functions.indices.sorted(by: { (growth[$1], $0) < (growth[$0], $1) }) {
                guard kept.count < most else { break }
                kept.insert(index)
            }
        }
        let left = functions.indices.filter { !kept.contains($0) }
        return (
            kept.sorted().map { functions[$0] },
            (left.count, left.reduce(0) { $0 + functions[$1].instructions })
        )
    }
}

extension CostFigures: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("instructions", instructions)
            json.member("pages", pages)
            json.member("bytes_in", bytesIn)
            json.member("bytes_out", bytesOut)
            json.member("host_calls", hostCalls)
            json.member("subrequests", subrequests)
            json.nullable("allocations", allocations)
            json.nullable("allocated_bytes", allocatedBytes)
            json.nullable("moved_bytes", movedBytes)
        }
    }
}

extension FunctionCost: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("instructions", instructions)
            json.member("calls", calls)
            json.nullable("before", before)
        }
    }
}
