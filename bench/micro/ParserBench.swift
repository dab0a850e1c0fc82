internal import HTTP

/// The cost of parsing a request's head.
struct ParserBench {
    private static let times = 200_000

    func run() -> [Measurement] {
        var request = RequestHead()
        let time = unsafe Sample.request.withUnsafeBytes { bytes in
            nanoseconds(times: Self.times) {
                _ = try? unsafe request.parse(bytes)
            }
        }
        return [Measurement(name: "parse a request of \(Sample.request.count) bytes", value: time, unit: "ns")]
    }
}
