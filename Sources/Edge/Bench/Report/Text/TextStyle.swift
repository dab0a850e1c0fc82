/// What the reader's terminal can show.
package struct TextStyle: Sendable {
    /// Columns; lines are made to fit where that can be.
    package var width: Int
    package var hasColours: Bool

    /// `width` outside of 40...400 is taken for the nearest of these. Without a terminal: 100 columns, no colours.
    package init(width: Int = 100, hasColours: Bool = false) {
        self.width = min(max(width, 40), 400)
        self.hasColours = hasColours
    }

    enum Colour: Int { case red = 31, green = 32, yellow = 33, blue = 34, cyan = 36, grey = 90 }

    func paint(_ text: String, _ colour: Colour?, bold: Bool = false) -> String {
        guard hasColours, !text.isEmpty, colour != nil || bold else { return text }
        let codes = (bold ? ["1"] : []) + (colour.map { [String($0.rawValue)] } ?? [])
        return "\u{1B}[\(codes.joined(separator: ";"))m\(text)\u{1B}[0m"
    }

    func bold(_ text: String) -> String { paint(text, nil, bold: true) }
}
