/// Reads a struct or an enum as far as its JSON is concerned: attributes, access, generic parameters, stored properties.
///
/// The compiler has parsed the source before it is given to a macro: what is here is Swift, if not always the Swift that
/// this parser knows. What it does not know, it says.
struct Parser {
    let source: [UInt8]
    let tokens: [Token]
    var index = 0

    init(_ source: [UInt8]) throws(Problem) {
        self.source = source
        tokens = try Tokenizer.tokens(of: source)
    }

    // MARK: tokens

    var token: Token { token(0) }

    func token(_ offset: Int) -> Token { tokens[min(max(index + offset, 0), tokens.count - 1)] }

    func text(_ token: Token) -> String { text(token.start, token.end) }

    func text(_ start: Int, _ end: Int) -> String {
        String(decoding: source[start..<max(start, end)], as: UTF8.self)
    }

    func isSymbol(_ symbol: Unicode.Scalar, at offset: Int = 0) -> Bool {
        let token = token(offset)
        return token.kind == .symbol && token.end == token.start + 1 && source[token.start] == UInt8(ascii: symbol)
    }

    func isWord(_ word: StaticString) -> Bool {
        token.kind == .word && word.matches(source[token.start..<token.end])
    }

    func problem(_ message: String) -> Problem { Problem(message: message, offset: token.start) }

    /// A word that names something.
    func name() throws(Problem) -> String {
        guard token.kind == .word, text(token).first != "#" else { throw problem("@JSONCodable expects a name here") }
        return text(token)
    }

    /// Goes behind the bracket that closes the one here.
    mutating func skipBrackets() throws(Problem) {
        let opening = token
        var closings: [UInt8] = []
        while token.kind != .end {
            if token.kind == .symbol {
                let symbol = source[token.start]
                switch symbol {
                case UInt8(ascii: "("): closings.append(UInt8(ascii: ")"))
                case UInt8(ascii: "["): closings.append(UInt8(ascii: "]"))
                case UInt8(ascii: "{"): closings.append(UInt8(ascii: "}"))
                case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                    guard closings.popLast() == symbol else { throw Problem.lost(at: token.start) }
                default: break
                }
            }
            index += 1
            if closings.isEmpty { return }
        }
        throw Problem.lost(at: opening.start)
    }

    /// An attribute's name, and its arguments as written.
    mutating func attribute() throws(Problem) -> (name: String, arguments: Range<Int>?) {
        index += 1
        var name = try name()
        index += 1
        while isSymbol(".") {
            index += 1
            name = try self.name()
            index += 1
        }
        // Only right behind the name: `@escaping (Int) -> Void`.
        if isSymbol("<"), isAdjacent { try skipGenericArguments() }
        guard isSymbol("("), isAdjacent else { return (name, nil) }
        let first = index + 1
        try skipBrackets()
        return (name, first..<max(first, index - 1))
    }

    /// There is nothing between the token before and this one.
    private var isAdjacent: Bool { index > 0 && token.start == token(-1).end }

    /// From `<` behind the `>` that belongs to it.
    private mutating func skipGenericArguments() throws(Problem) {
        let opening = token
        var depth = 0
        while token.kind != .end {
            if isSymbol("(") || isSymbol("[") {
                try skipBrackets()
                continue
            }
            if isSymbol("<") { depth += 1 }
            if isSymbol(">") { depth -= 1 }
            index += 1
            if depth == 0 { return }
        }
        throw Problem.lost(at: opening.start)
    }

    // MARK: the type

    mutating func declaration() throws(Problem) -> Declaration {
        var result = Declaration(kind: .structure)
        try head(&result)
        index += 1
        _ = try name()
        index += 1
        if isSymbol("<") { result.parameters = try genericParameters() }
        if isSymbol(":") { try inheritance(&result) }
        while token.kind != .end, !isSymbol("{") { index += 1 }
        guard token.kind != .end else { throw Problem.lost(at: token.start) }
        index += 1
        if result.kind == .structure { try structure(&result) } else { try enumeration(&result) }
        // Whoever is not at the end here has taken something for what it is not.
        guard isSymbol("}"), token(1).kind == .end else { throw Problem.lost(at: token.start) }
        return result
    }

    /// Attributes and modifiers, up to `struct` or `enum`.
    private mutating func head(_ result: inout Declaration) throws(Problem) {
        while token.kind != .end {
            if isSymbol("@") {
                let (name, arguments) = try attribute()
                if name == "JSONCodable", let arguments, !arguments.isEmpty {
                    result.isSnakeCase = try isSnakeCase(arguments)
                }
            } else if token.kind == .word, let access = Access(rawValue: text(token)) {
                result.access = access
                index += 1
            } else if isWord("struct") || isWord("enum") {
                result.kind = isWord("struct") ? .structure : .enumeration
                return
            } else if isWord("class") || isWord("actor") || isWord("extension") || isWord("protocol") {
                throw problem("@JSONCodable is for structs and enums, not for a \(text(token))")
            } else {
                index += 1
            }
        }
        throw Problem(message: "@JSONCodable is for structs and enums", offset: 0)
    }

    /// `keys: JSONKeys.snakeCase`
    private static let keysTokensMax = 5

    private func isSnakeCase(_ arguments: Range<Int>) throws(Problem) -> Bool {
        let style = text(tokens[arguments.upperBound - 1])
        // What is worked out when the program runs cannot be known here.
        guard ["snakeCase", "asWritten"].contains(style), arguments.count <= Parser.keysTokensMax else {
            throw Problem(
                message: "@JSONCodable takes keys: .snakeCase or keys: .asWritten",
                offset: tokens[arguments.lowerBound].start)
        }
        return style == "snakeCase"
    }

    /// `<A, B: C>`
    private mutating func genericParameters() throws(Problem) -> [String] {
        var names: [String] = []
        index += 1
        var depth = 1
        var isName = true
        while token.kind != .end, depth > 0 {
            if isSymbol("<") { depth += 1 }
            if isSymbol(">") { depth -= 1 }
            if isName, isWord("each") || isWord("let") {
                throw problem("@JSONCodable takes no generic parameter with `\(text(token))`")
            }
            if isName, token.kind == .word { names.append(text(token)) }
            isName = depth == 1 && isSymbol(",")
            index += 1
        }
        return names
    }

    /// `: A, B<C>`; notes the first, which may be the type of raw values.
    private mutating func inheritance(_ result: inout Declaration) throws(Problem) {
        index += 1
        let start = index
        var end: Int?
        while token.kind != .end, !isSymbol("{"), !isWord("where") {
            if isSymbol("~") { throw problem("@JSONCodable is for types that can be copied") }
            if isSymbol(","), end == nil { end = index }
            index += 1
        }
        let last = max((end ?? index) - 1, start)
        result.rawType = text(tokens[start].start, tokens[min(last, tokens.count - 1)].end)
    }

    /// Of an extension: what is in it has this access too. nil: none is written, or this is no extension.
    mutating func extensionAccess() throws(Problem) -> Access? {
        var access: Access?
        while token.kind == .word || isSymbol("@") {
            if isWord("extension") { return access }
            if isSymbol("@") {
                _ = try attribute()
            } else {
                access = Access(rawValue: text(token)) ?? access
                index += 1
            }
        }
        return nil
    }
}
