/// The names that things have in JSON, and the cases of enums.
extension Parser {
    /// The argument of `@JSONKey("…")`.
    func key(_ arguments: Range<Int>?) throws(Problem) -> String {
        guard let arguments, arguments.count == 1, tokens[arguments.lowerBound].kind == .string,
            let key = literal(tokens[arguments.lowerBound])
        else {
            let place = arguments.map { tokens[$0.lowerBound].start } ?? token(-1).start
            throw Problem(message: "@JSONKey takes a plain string literal: @JSONKey(\"name\")", offset: place)
        }
        return key
    }

    /// The text of a string literal with neither escapes nor interpolations.
    private func literal(_ token: Token) -> String? {
        let text = text(token)
        guard text.utf8.count >= 2, text.utf8.first == UInt8(ascii: "\""), !text.hasPrefix("\"\"\""),
            !text.contains("\\")
        else { return nil }
        return String(text.dropFirst().dropLast())
    }

    mutating func enumeration(_ result: inout Declaration) throws(Problem) {
        if let rawType = try rawType(result) {
            result.rawType = rawType
            // Its raw values are the compiler's business.
            while token.kind != .end, !isSymbol("}") {
                if isSymbol("{") || isSymbol("(") || isSymbol("[") { try skipBrackets() } else { index += 1 }
            }
            return
        }
        result.rawType = nil
        var key: (name: String, offset: Int)?
        while token.kind != .end, !isSymbol("}") {
            if isSymbol("@") {
                let start = token.start
                let (name, arguments) = try attribute()
                if name == "JSONKey" { key = (try self.key(arguments), start) }
            } else if isWord("#if") {
                throw problem("@JSONCodable cannot read an enum with #if in it")
            } else if isWord("case") {
                try cases(key?.name, &result)
                key = nil
            } else if isSymbol("{") || isSymbol("(") || isSymbol("[") {
                try skipBrackets()
            } else {
                index += 1
            }
        }
        if let key { throw Problem(message: "@JSONKey is for stored properties and cases", offset: key.offset) }
        if result.cases.isEmpty { throw problem("@JSONCodable finds no case in this enum") }
    }

    /// The enum's type of raw values, if they are whole numbers; nil: it is one of strings.
    private func rawType(_ result: Declaration) throws(Problem) -> String? {
        guard var type = result.rawType else { return nil }
        if type.hasPrefix("Swift.") { type = String(type.dropFirst("Swift.".count)) }
        if Parser.integers.contains(type) { return type }
        if ["Double", "Float", "Float16", "Character", "Unicode.Scalar", "Bool"].contains(type) {
            throw Problem(
                message: "@JSONCodable takes enums of strings and of whole numbers, not of \(type)", offset: token.start
            )
        }
        return nil
    }

    /// `case a, b = "x"`
    private mutating func cases(_ key: String?, _ result: inout Declaration) throws(Problem) {
        var count = 0
        repeat {
            index += 1
            let name = try name()
            let offset = token.start
            let plain = Parser.plain(name)
            var value = key ?? (result.isSnakeCase ? Parser.snakeCase(plain) : plain)
            index += 1
            count += 1
            if isSymbol("(") {
                throw Problem(
                    message: "@JSONCodable takes no case with values: write init(json:) and write(to:) by hand",
                    offset: offset)
            }
            if isSymbol("=") {
                index += 1
                guard token.kind == .string, let text = literal(token) else {
                    throw problem("@JSONCodable wants a plain string literal as raw value")
                }
                value = key ?? text
                index += 1
            }
            if key != nil, count > 1 {
                throw Problem(message: "@JSONKey names one case: declare these one by one", offset: offset)
            }
            if let other = result.names[value] {
                throw Problem(message: "\(other) and \(name) are both \"\(value)\" in JSON", offset: offset)
            }
            result.names[value] = name
            result.cases.append((name: name, key: value))
        } while isSymbol(",")
    }

    /// Without backticks.
    static func plain(_ name: String) -> String {
        name.first == "`" ? String(name.dropFirst().dropLast()) : name
    }

    /// `firstName` to `first_name`, `imageURL` to `image_url`, `line2` stays.
    static func snakeCase(_ name: String) -> String {
        let letters = Array(name.utf8)
        var result: [UInt8] = []
        for (place, letter) in letters.enumerated() {
            let isUpper = isUppercase(letter)
            if isUpper, place > 0, letters[place - 1] != UInt8(ascii: "_") {
                let after = place + 1 < letters.count ? letters[place + 1] : 0
                let endsShout = after >= UInt8(ascii: "a") && after <= UInt8(ascii: "z")
                if !isUppercase(letters[place - 1]) || endsShout { result.append(UInt8(ascii: "_")) }
            }
            result.append(isUpper ? letter | 0x20 : letter)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUppercase(_ letter: UInt8) -> Bool {
        letter >= UInt8(ascii: "A") && letter <= UInt8(ascii: "Z")
    }

    private static let integers: Set<String> = [
        "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64",
    ]
}
