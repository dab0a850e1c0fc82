/// A distribution of latencies drawn with block characters: a column per bucket, in equal steps of the logarithm.
enum TextHistogram {
    private static let rows = 5
    private static let eighths = Array(" ▁▂▃▄▅▆▇█")
    private static let columnsMax = 60

    /// Nothing where there is nothing to draw.
    static func lines(_ latency: LatencySummary, _ style: TextStyle, indent: String) -> [String] {
        let heights = columns(latency, most: min(columnsMax, style.width - indent.count - 4))
        guard heights.count > 1, let top = heights.map(\.count).max(), top > 0 else { return [] }
        var lines: [String] = []
        for row in (0..<rows).reversed() {
            var line = ""
            for height in heights {
                // What was seen at all shows: the tail is what one looks for.
                let share = Double(height.count) / Double(top)
                let filled = max(height.count > 0 ? 1 : 0, Int((share * Double(rows * 8)).rounded()))
                line.append(eighths[min(max(filled - row * 8, 0), 8)])
            }
            while line.last == " " { line.removeLast() }
            lines.append(indent + "│" + style.paint(line, .cyan))
        }
        lines.append(indent + "└" + String(repeating: "─", count: heights.count))
        lines.append(indent + " " + marks(latency, heights))
        return lines
    }

    private struct Column {
        var upper: Double
        var count: Int
    }

    /// The buckets, each as many columns wide as make the chart readable, or neighbours put together where there is no
    /// room.
    private static func columns(_ latency: LatencySummary, most: Int) -> [Column] {
        let buckets = latency.buckets
        guard most > 0, !buckets.isEmpty else { return [] }
        let merged = (buckets.count + most - 1) / most
        return stride(from: 0, to: buckets.count, by: merged).map { start in
            let part = buckets[start..<min(start + merged, buckets.count)]
            return Column(upper: part.last?.microseconds ?? 0, count: part.reduce(0) { $0 + $1.count })
        }
    }

    /// "312 µs ─ p50 ── p99 ─ 20 ms": the ends, and where the percentiles lie between them.
    private static func marks(_ latency: LatencySummary, _ columns: [Column]) -> String {
        let right = Written.microseconds(columns.last?.upper ?? 0)
        let left = "≤ " + Written.microseconds(columns[0].upper)
        var line = Array(repeating: Character(" "), count: max(columns.count, left.count + right.count + 1))
        line.replaceSubrange(0..<left.count, with: left)
        line.replaceSubrange(line.count - right.count..<line.count, with: right)
        for percentile in [50.0, 99, 99.9] {
            guard let value = latency.at(percentile),
                let column = columns.firstIndex(where: { value <= $0.upper })
            else { continue }
            let mark = "↑" + Written.percentile(percentile)
            guard column + mark.count < line.count,
                line[max(0, column - 1)...column + mark.count].allSatisfy({ $0 == " " })
            else { continue }
            line.replaceSubrange(column..<column + mark.count, with: mark)
        }
        return String(line)
    }
}
