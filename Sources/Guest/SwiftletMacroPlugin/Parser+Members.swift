/// What is in a struct: stored properties, and what is not.
extension Parser {
    mutating func structure(_ result: inout Declaration) throws(Problem) {
        while token.kind != .end, !isSymbol("}") {
            var marks = Marks()
            try self.marks(&marks)
            if isWord("var") || isWord("let") {
                try properties(marks, &result)
            } else if let key = marks.key {
                throw Problem(message: "@JSONKey is for stored properties and cases", offset: key.offset)
            } else if isWord("#if") || isWord("#else") || isWord("#elseif") || isWord("#endif") {
                throw problem("@JSONCodable cannot read a struct with \(text(token)) in it")
            } else if token.kind == .word, startsMember {
                try skipMember()
            } else if isSymbol(";") {
                index += 1
            } else {
                throw problem("@JSONCodable does not know this: write init(json:) and write(to:) by hand")
            }
        }
    }

    /// What stands before a member.
    struct Marks {
        var key: (name: String, offset: Int)?
        var isIgnored = false
        var isStatic = false
        /// An attribute that may make a property something else than it looks like.
        var wrapper: Token?
    }

    private mutating func marks(_ marks: inout Marks) throws(Problem) {
        while token.kind == .word && Parser.modifiers.contains(text(token)) || isSymbol("@") {
            if isSymbol("@") {
                let start = token
                let (name, arguments) = try attribute()
                if name == "JSONKey" {
                    marks.key = (try key(arguments), start.start)
                } else if name == "JSONIgnored" {
                    marks.isIgnored = true
                } else if !Parser.plainAttributes.contains(name), name.first != "_" {
                    marks.wrapper = start
                }
                continue
            }
            if isWord("static") { marks.isStatic = true }
            if isWord("lazy"), !marks.isIgnored {
                throw problem("@JSONCodable cannot read a lazy property: put @JSONIgnored before it")
            }
            index += 1
            // private(set), unowned(unsafe)
            if isSymbol("(") { try skipBrackets() }
        }
    }

    /// A function, a type, …: up to its end, whatever it is.
    private mutating func skipMember() throws(Problem) {
        index += 1
        while token.kind != .end, !isSymbol("}") {
            if isSymbol("{") || isSymbol("(") || isSymbol("[") {
                let isBody = isSymbol("{")
                try skipBrackets()
                if isBody { return }
            } else if isSymbol(";") {
                index += 1
                return
            } else if token.startsLine, startsMember {
                return
            } else {
                index += 1
            }
        }
    }

    /// `var a: A, b = 1 { didSet {} }`
    private mutating func properties(_ marks: Marks, _ result: inout Declaration) throws(Problem) {
        let isConstant = isWord("let")
        index += 1
        var found: [Property] = []
        repeat {
            if isSymbol(",") { index += 1 }
            if isSymbol("("), !marks.isStatic { throw problem("@JSONCodable cannot take a tuple of properties apart") }
            found.append(try property(isConstant, marks, result.isSnakeCase))
        } while isSymbol(",")
        var isComputed = false
        if isSymbol("{") {
            isComputed = try !startsObservers() && found.last?.hasDefault == false
            try skipBrackets()
        }
        if isSymbol(";") { index += 1 }
        if marks.isStatic || isComputed {
            guard let key = marks.key else { return }
            throw Problem(message: "@JSONKey is for stored properties and cases", offset: key.offset)
        }
        if let wrapper = marks.wrapper, !marks.isIgnored {
            throw Problem(
                message: "@JSONCodable cannot see through an attribute: is this property stored? "
                    + "Put @JSONIgnored on it, or write init(json:) and write(to:) by hand",
                offset: wrapper.start)
        }
        if marks.key != nil, found.count > 1 {
            throw Problem(message: "@JSONKey names one property: declare these one by one", offset: found[0].offset)
        }
        // `let x, y: Int`: the type is that of those behind it.
        var type = ""
        for place in found.indices.reversed() {
            if found[place].type.isEmpty, !found[place].hasDefault {
                found[place].type = type
            } else {
                type = found[place].type
            }
        }
        for property in found { try add(property, to: &result) }
    }

    /// `a: A = x`
    private mutating func property(
        _ isConstant: Bool, _ marks: Marks, _ isSnakeCase: Bool
    ) throws(Problem) -> Property {
        if isSymbol("(") {
            // Of a static one nobody wants to know.
            try skipBrackets()
            index -= 1
        }
        let offset = token.start
        let name = marks.isStatic ? text(token) : try name()
        let plain = Parser.plain(name)
        var property = Property(
            name: name, type: "", key: marks.key?.name ?? (isSnakeCase ? Parser.snakeCase(plain) : plain),
            isOptional: false, hasDefault: false, isConstant: isConstant, isIgnored: marks.isIgnored, offset: offset)
        index += 1
        if isSymbol(":") {
            index += 1
            property.type = try type()
        }
        if isSymbol("=") {
            index += 1
            property.hasDefault = true
            if property.type.isEmpty { property.type = try literalType() }
            try skipExpression()
        }
        return property
    }

    private func add(_ property: Property, to result: inout Declaration) throws(Problem) {
        var property = property
        if property.isIgnored {
            guard property.hasDefault || property.type.last == "?" && !property.isConstant else {
                throw Problem(message: "a property that is @JSONIgnored needs a default", offset: property.offset)
            }
            return
        }
        if property.type.isEmpty {
            throw Problem(
                message: "@JSONCodable sees only what is written: give \(property.name) a type, `\(property.name): …`",
                offset: property.offset)
        }
        if property.type.last == "!" {
            throw Problem(
                message: "@JSONCodable takes no `!`: write \(property.type.dropLast())?", offset: property.offset)
        }
        if let other = result.names[property.key] {
            throw Problem(
                message: "\(property.name) and \(other) have the same key, \"\(property.key)\"",
                offset: property.offset)
        }
        property.isOptional =
            property.type.last == "?" || property.type.hasPrefix("Optional<") && property.type.last == ">"
        result.names[property.key] = property.name
        result.properties.append(property)
    }

    /// Attributes that do not change what a property is.
    private static let plainAttributes: Set<String> = [
        "available", "backDeployed", "inlinable", "inline", "MainActor", "nonobjc", "objc", "preconcurrency", "safe",
        "Sendable", "unsafe", "usableFromInline",
    ]

    private static let modifiers: Set<String> = [
        "public", "package", "internal", "fileprivate", "private", "open", "static", "final", "lazy", "weak",
        "unowned", "nonisolated", "mutating", "nonmutating", "borrowing", "consuming", "override", "dynamic",
        "indirect", "isolated", "prefix", "postfix", "infix", "required", "convenience",
    ]

    private static let keywords: Set<String> = [
        "var", "let", "func", "init", "deinit", "subscript", "struct", "enum", "class", "actor", "protocol",
        "typealias", "case",
        "macro", "extension", "associatedtype", "operator",
    ]

    /// Whether a member can begin with this token.
    var startsMember: Bool {
        if isSymbol("@") { return true }
        guard token.kind == .word else { return false }
        let text = text(token)
        return text.first == "#" || Parser.keywords.contains(text) || Parser.modifiers.contains(text)
    }
}
