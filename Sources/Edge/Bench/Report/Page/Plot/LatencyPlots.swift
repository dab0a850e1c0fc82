/// Drawings of latencies: one or two series of one case, the sides of a comparison.
enum LatencyPlots {
    /// Latency by percentile; each nine is as far from the next.
    static func percentiles(_ walls: [WallCase]) -> String {
        let series = walls.map { wall in
            thinned(wall.latency.percentiles.filter { $0.percentile < 100 }.sorted { $0.percentile < $1.percentile })
        }
        let all = series.flatMap { $0 }
        guard let low = all.map(\.microseconds).filter({ $0 > 0 }).min(), let high = all.map(\.microseconds).max(),
            let first = all.map(\.percentile).min(), let last = all.map(\.percentile).max()
        else { return "" }
        var plot = Plot(
            "Latency by percentile of \(walls[0].name)", x: (.nines, min(first, 50), last),
            y: (.logarithmic, low * 0.8, high * 1.2))
        plot.axes("percentile", { $0 == $0.rounded() ? String(Int($0)) : String($0) }, Written.microseconds)
        for (points, style) in zip(series, ["a", "b"]) {
            plot.curve(points.map { ($0.percentile, $0.microseconds) }, style)
        }
        for (wall, style) in zip(walls, ["a", "b"]) {
            for point in wall.latency.shownPercentiles where point.percentile <= last {
                let side = wall.side.map { "\($0): " } ?? ""
                plot.dot(
                    (point.percentile, point.microseconds), style,
                    note: side + "\(Written.percentile(point.percentile)) \(Written.microseconds(point.microseconds))")
            }
        }
        return plot.svg
    }

    /// How many requests took how long.
    static func histogram(_ walls: [WallCase]) -> String {
        let buckets = walls.flatMap(\.latency.buckets)
        guard let top = buckets.map(\.count).max(), top > 0, let high = buckets.map(\.microseconds).max(),
            let low = walls.compactMap({ lowerEnd($0.latency.buckets) }).min()
        else { return "" }
        var plot = Plot(
            "Histogram of \(walls[0].name)", x: (.logarithmic, low, high), y: (.linear, 0, Double(top) * 1.05))
        plot.axes("latency", Written.microseconds, { Written.number($0) })
        for (wall, style) in zip(walls, ["a", "b"]) {
            var before = lowerEnd(wall.latency.buckets) ?? low
            for bucket in wall.latency.buckets {
                defer { before = bucket.microseconds }
                guard bucket.count > 0 else { continue }
                let range = "\(Written.microseconds(before)) to \(Written.microseconds(bucket.microseconds))"
                plot.bar(
                    before, bucket.microseconds, Double(bucket.count), "bar \(style)",
                    note: "\(range): \(Written.count(bucket.count))")
            }
        }
        if let wall = walls.last, walls.count == 1 {
            for (row, percentile) in [50.0, 99].enumerated() {
                guard let value = wall.latency.at(percentile) else { continue }
                plot.marker(value, Written.percentile(percentile), "soft", row: row)
            }
        }
        return plot.svg
    }

    /// The first bucket has no one before it: it is as wide as the second.
    private static func lowerEnd(_ buckets: [LatencySummary.Bucket]) -> Double? {
        guard let first = buckets.first?.microseconds, first > 0 else { return nil }
        guard buckets.count > 1, buckets[1].microseconds > first else { return first / 1.2 }
        return first * first / buckets[1].microseconds
    }

    private static func thinned(_ points: [LatencySummary.Point]) -> [LatencySummary.Point] {
        let step = max(1, (points.count + ReportLimits.pointsInPlot - 1) / ReportLimits.pointsInPlot)
        return points.enumerated().filter { $0.offset % step == 0 || $0.offset == points.count - 1 }.map(\.element)
    }
}
