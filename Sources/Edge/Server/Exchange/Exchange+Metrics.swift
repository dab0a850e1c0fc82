internal import HTTP

/// What the process has counted makes the response.
extension Exchange {
    func answerMetrics() {
        guard method == .get || method == .head else { return fail(405, "metrics are only read", allow: "GET, HEAD") }
        guard let connection else { return }
        var text = ByteBuffer(capacity: 16 << 10)
        context.shared.metrics.write(workers: context.shared.records.map(\.name), into: &text)
        Metrics.write(context.shared.records, into: &text)
        Metrics.write(shadowsOf: context.shared.records, into: &text)
        context.shared.deployCounts?.write(into: &text)
        startHead(200, connection)
        connection.output.append("Server: swiftlet\r\nCache-Control: no-store\r\n")
        connection.output.appendField("Content-Type", Metrics.contentType)
        endHead(200, body: .length(UInt64(text.count)), hasDate: false, connection)
        unsafe write(text.readable)
        end()
    }
}
