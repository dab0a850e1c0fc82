/// One SVG drawing with two axes, made of text. Its colours are the page's, so it is light or dark as that is.
struct Plot {
    static let width = 440.0
    static let height = 250.0
    /// Between the drawing's edges and the axes.
    static let left = 56.0
    static let right = 22.0
    static let top = 14.0
    static let bottom = 40.0

    let x: Scale
    let y: Scale
    /// Says what the drawing shows, to who does not see it.
    let label: String
    private var content = ""

    /// `x` and `y` with a domain; where they are drawn is the plot's own business.
    init(_ label: String, x: (Scale.Kind, Double, Double), y: (Scale.Kind, Double, Double)) {
        self.label = label
        self.x = Scale(x.0, x.1, x.2, start: Self.left, end: Self.width - Self.right)
        self.y = Scale(y.0, y.1, y.2, start: Self.height - Self.bottom, end: Self.top)
    }

    /// Lines and numbers of both axes. A number stands where none before it is in the way.
    mutating func axes(_ xTitle: String, _ xText: (Double) -> String, _ yText: (Double) -> String) {
        var free = -Double.infinity
        for tick in x.ticks {
            let position = x.position(tick)
            line(position, Self.top, position, Self.height - Self.bottom, "grid")
            let text = xText(tick)
            let half = Double(text.count) * 3.2
            guard position - half > free else { continue }
            free = position + half + 4
            self.text(text, position, Self.height - Self.bottom + 15, "middle")
        }
        for tick in y.ticks {
            let position = y.position(tick)
            line(Self.left, position, Self.width - Self.right, position, "grid")
            text(yText(tick), Self.left - 7, position + 3.5, "end")
        }
        line(Self.left, Self.height - Self.bottom, Self.width - Self.right, Self.height - Self.bottom, "axis")
        text(xTitle, (Self.left + Self.width - Self.right) / 2, Self.height - 6, "middle")
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        content +=
            "<line class=\"\(style)\" x1=\"\(Self.n(x1))\" y1=\"\(Self.n(y1))\" x2=\"\(Self.n(x2))\" y2=\"\(Self.n(y2))\"/>"
    }

    /// Values joined by straight lines, or by steps where a value holds up to the next one.
    mutating func curve(_ points: [(x: Double, y: Double)], _ style: String) {
        guard points.count > 1 else { return }
        let path = points.enumerated().map { index, point in
            "\(index == 0 ? "M" : "L")\(Self.n(x.position(point.x))) \(Self.n(y.position(point.y)))"
        }
        content += "<path class=\"curve \(style)\" d=\"\(path.joined())\"/>"
    }

    /// A point with a note that shows when it is pointed at.
    mutating func dot(_ point: (x: Double, y: Double), _ style: String, radius: Double = 3, note: String = "") {
        let centre = "cx=\"\(Self.n(x.position(point.x)))\" cy=\"\(Self.n(y.position(point.y)))\""
        content += "<circle class=\"dot \(style)\" \(centre) r=\"\(Self.n(radius))\">\(Self.note(note))</circle>"
    }

    /// A bar from the lower axis up to `value`, between two values of the other axis.
    mutating func bar(_ from: Double, _ to: Double, _ value: Double, _ style: String, note: String) {
        let (left, right) = (x.position(from), x.position(to))
        let upper = y.position(value)
        let height = max(0, Self.height - Self.bottom - upper)
        content +=
            "<rect class=\"\(style)\" x=\"\(Self.n(left))\" y=\"\(Self.n(upper))\" "
            + "width=\"\(Self.n(max(0.5, right - left - 0.6)))\" height=\"\(Self.n(height))\">\(Self.note(note))</rect>"
    }

    /// A line across at a value of the x axis, with a word beside it.
    mutating func marker(_ value: Double, _ word: String, _ style: String, row: Int = 0) {
        let position = x.position(value)
        line(position, Self.top, position, Self.height - Self.bottom, "marker \(style)")
        let isRight = position > Self.width * 0.7
        text(word, position + (isRight ? -5 : 5), Self.top + 9 + Double(row) * 13, isRight ? "end" : "start", style)
    }

    mutating func text(_ text: String, _ x: Double, _ y: Double, _ anchor: String, _ style: String = "") {
        content +=
            "<text class=\"\(style)\" x=\"\(Self.n(x))\" y=\"\(Self.n(y))\" text-anchor=\"\(anchor)\">"
            + "\(Markup.escaped(text, most: 60))</text>"
    }

    var svg: String {
        let size = "0 0 \(Self.n(Self.width)) \(Self.n(Self.height))"
        return
            "<svg class=\"plot\" viewBox=\"\(size)\" role=\"img\" aria-label=\"\(Markup.escaped(label))\">\(content)</svg>"
    }

    private static func note(_ text: String) -> String {
        text.isEmpty ? "" : "<title>\(Markup.escaped(text))</title>"
    }

    /// A coordinate: one decimal, no separators, no exponent.
    static func n(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e6 else { return "0" }
        let tenths = Int((value * 10).rounded())
        if tenths % 10 == 0 { return String(tenths / 10) }
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }
}
