/// Small drawings within the row of a table, as wide as their cell.
enum RowBars {
    /// A function's instructions: now, and behind that, before. `most` is the longest bar's value.
    static func cost(_ after: Int, before: Int?, most: Int, grew: Bool) -> String {
        let scale = 100 / Double(max(1, most))
        var content = ""
        if let before {
            content += "<rect class=\"was\" x=\"0\" y=\"1\" width=\"\(Plot.n(Double(before) * scale))\" height=\"12\"/>"
        }
        let style = grew ? "bad" : "a"
        content +=
            "<rect class=\"\(style)\" x=\"0\" y=\"4\" width=\"\(Plot.n(Double(after) * scale))\" height=\"6\"/>"
        return
            "<svg class=\"rowbar\" viewBox=\"0 0 100 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\(content)</svg>"
    }

    /// The ratio B / A with its interval, the line of "no difference", and the margin around it.
    static func interval(_ comparison: WallComparison, _ scale: Scale) -> String {
        let (low, high) = (scale.position(comparison.low), scale.position(comparison.high))
        let one = scale.position(1)
        var content = ""
        if let margin = comparison.margin {
            let (from, to) = (scale.position(1 - margin), scale.position(1 + margin))
            content +=
                "<rect class=\"margin\" x=\"\(Plot.n(from))\" y=\"0\" width=\"\(Plot.n(to - from))\" height=\"24\"/>"
        }
        content += "<line class=\"axis\" x1=\"\(Plot.n(one))\" y1=\"0\" x2=\"\(Plot.n(one))\" y2=\"24\"/>"
        let style =
            switch comparison.verdict {
            case .faster: "good"
            case .slower: "bad"
            case .noDifference, .undecided: "soft"
            }
        content +=
            "<line class=\"interval \(style)\" x1=\"\(Plot.n(low))\" y1=\"12\" x2=\"\(Plot.n(high))\" y2=\"12\"/>"
        for end in [low, high] {
            content +=
                "<line class=\"interval \(style)\" x1=\"\(Plot.n(end))\" y1=\"7\" x2=\"\(Plot.n(end))\" y2=\"17\"/>"
        }
        content +=
            "<circle class=\"dot \(style)\" cx=\"\(Plot.n(scale.position(comparison.ratio)))\" cy=\"12\" r=\"4.5\"/>"
        return drawing(content, Markup.escaped(comparison.sentence))
    }

    /// The numbers below the intervals.
    static func intervalAxis(_ scale: Scale) -> String {
        var content = ""
        var free = -Double.infinity
        for tick in scale.ticks {
            let text = Written.decimal(tick, places: scale.upper - scale.lower < 0.05 ? 3 : 2)
            let half = Double(text.count) * 3.2
            let middle = min(max(scale.position(tick), half), intervalWidth - half)
            guard middle - half > free else { continue }
            free = middle + half + 4
            content += "<text x=\"\(Plot.n(middle))\" y=\"14\" text-anchor=\"middle\">\(text)</text>"
        }
        return drawing(content, "ratio, B over A")
    }

    static let intervalWidth = 300.0

    private static func drawing(_ content: String, _ label: String) -> String {
        "<svg class=\"rowplot\" viewBox=\"0 0 \(Plot.n(intervalWidth)) 24\" role=\"img\" aria-label=\"\(label)\">\(content)</svg>"
    }
}
