/// One figure over the runs of a history.
enum HistoryPlot {
    struct Point {
        var startedAt: Int64
        var value: Double
        var passed: Bool
        var version: String?
    }

    /// `written` says a value with its unit. Nothing for fewer than two points: they make no trend.
    static func svg(_ label: String, _ all: [Point], _ written: (Double) -> String) -> String {
        let points = Array(all.suffix(ReportLimits.pointsInPlot))
        guard points.count > 1, let low = points.map(\.value).min(), let high = points.map(\.value).max() else {
            return ""
        }
        let room = max((high - low) * 0.15, high * 0.01)
        var plot = Plot(
            label, x: (.linear, 0, Double(points.count - 1)), y: (.linear, max(0, low - room), high + room))
        plot.axes("", { _ in "" }, written)
        let base = Plot.height - Plot.bottom + 15
        plot.text(Written.day(points[0].startedAt), Plot.left, base, "start")
        plot.text(Written.day(points[points.count - 1].startedAt), Plot.width - Plot.right, base, "end")
        plot.text("\(points.count) runs", (Plot.left + Plot.width - Plot.right) / 2, base, "middle")
        plot.curve(points.enumerated().map { (Double($0.offset), $0.element.value) }, "a")
        for (index, point) in points.enumerated() {
            let isLast = index == points.count - 1
            let note =
                "\(Written.minute(point.startedAt)): \(written(point.value))"
                + (point.version.map { ", \($0)" } ?? "") + (point.passed ? "" : ", failed")
            let small = points.count > 80 ? 1.5 : 2.5
            plot.dot(
                (Double(index), point.value), point.passed ? "a" : "bad", radius: isLast ? 4.5 : small, note: note)
        }
        return plot.svg
    }
}
