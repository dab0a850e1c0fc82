/// Types and initial values: where they end, and what a literal is.
extension Parser {
    /// A type's text: up to what cannot belong to it.
    mutating func type() throws(Problem) -> String {
        let start = index
        var depth = 0
        while token.kind != .end {
            if isSymbol("(") || isSymbol("[") {
                try skipBrackets()
                continue
            }
            if isSymbol("<") { depth += 1 }
            if isSymbol(">") { depth -= 1 }
            if isSymbol("}") || isSymbol(";") || isSymbol("{") { break }
            if depth == 0, index > start {
                if isSymbol("=") || isSymbol(",") { break }
                if token.startsLine, startsMember || token.kind == .word && endsType(token(-1)) { break }
            }
            index += 1
        }
        guard index > start else { throw problem("@JSONCodable expects a type here") }
        return text(tokens[start].start, tokens[min(index, tokens.count) - 1].end)
    }

    /// Whether no word can follow in a type: it is a modifier that this parser does not know.
    private func endsType(_ token: Token) -> Bool {
        guard token.kind == .symbol else { return token.kind == .word && !["some", "any"].contains(text(token)) }
        return [UInt8(ascii: ">"), UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "?"), UInt8(ascii: "!")]
            .contains(source[token.end - 1]) && token.end == token.start + 1
    }

    /// Goes behind an initial value.
    mutating func skipExpression() throws(Problem) {
        let start = index
        while token.kind != .end {
            if isSymbol("(") || isSymbol("[") {
                try skipBrackets()
            } else if isSymbol("{") {
                if index > start, try startsObservers() { return }
                try skipBrackets()
            } else if isSymbol("}") || isSymbol(";") || isSymbol(",") && startsBinding {
                return
            } else if index > start, token.startsLine, startsMember {
                return
            } else if isWord("var") {
                // What stands before it is no expression, but a modifier that this parser does not know.
                throw Problem.lost(at: token.start)
            } else {
                index += 1
            }
        }
    }

    /// The type that Swift gives to a literal; empty: it is none.
    func literalType() throws(Problem) -> String {
        if isSymbol("-"), token(1).kind == .number, try isEnd(after: index + 1) { return numberType(token(1)) }
        guard try isEnd(after: index) else { return "" }
        if token.kind == .string { return "String" }
        if token.kind == .number { return numberType(token) }
        return isWord("true") || isWord("false") ? "Bool" : ""
    }

    private func numberType(_ token: Token) -> String {
        let digits = source[token.start..<token.end]
        let isHexadecimal = text(token).hasPrefix("0x")
        let hasExponent = digits.contains(UInt8(ascii: isHexadecimal ? "p" : "e"))
        return digits.contains(UInt8(ascii: ".")) || hasExponent ? "Double" : "Int"
    }

    /// Whether the expression ends behind that token.
    private func isEnd(after place: Int) throws(Problem) -> Bool {
        var rest = self
        rest.index = place + 1
        if rest.token.kind == .end || rest.isSymbol("}") || rest.isSymbol(";") || rest.isSymbol(",") { return true }
        if rest.isSymbol("{"), try rest.startsObservers() { return true }
        return rest.token.startsLine && rest.startsMember
    }

    /// At `{`: whether what follows are observers. Then the property is stored.
    func startsObservers() throws(Problem) -> Bool {
        var rest = self
        rest.index += 1
        while rest.isSymbol("@") { _ = try rest.attribute() }
        return rest.isWord("didSet") || rest.isWord("willSet")
    }

    /// At `,`: whether another property follows, and not another generic argument.
    private var startsBinding: Bool {
        token(1).kind == .word && (isSymbol(":", at: 2) || isSymbol("=", at: 2) || isSymbol(",", at: 2))
    }
}
