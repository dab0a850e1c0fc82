/// The part of YAML that our samples keep to: block mappings and sequences, scalars plain or quoted on one line, `|` and `>`
/// blocks, flow sequences of scalars, comments. Anything else is an error, and so is what YAML itself forbids in these.
indirect enum PlainYAML {
    case scalar(String)
    case sequence([PlainYAML])
    case mapping([(key: String, value: PlainYAML)])

    init(parsing text: String) throws {
        var reader = Reader(lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        self = try reader.node(indent: 0)
        try reader.expectEnd()
    }

    subscript(key: String) -> PlainYAML? {
        guard case .mapping(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    var items: [PlainYAML] {
        if case .sequence(let items) = self { return items }
        return []
    }

    var text: String? {
        if case .scalar(let text) = self { return text }
        return nil
    }

    private struct Reader {
        let lines: [String]
        private var index = 0
        /// Of a sequence's item that goes on in its line: the rest of it, and where it stands.
        private var rest: (text: String, indent: Int)?

        init(lines: [String]) { self.lines = lines }

        private func error(_ what: String) -> EndToEndError { EndToEndError("line \(index + 1): \(what)") }

        /// The next line that says something; nil: there is none.
        private mutating func current() throws -> (text: String, indent: Int)? {
            if let rest { return rest }
            while index < lines.count {
                let line = lines[index]
                let text = line.drop { $0 == " " }
                if text.isEmpty || text.first == "#" {
                    index += 1
                    continue
                }
                if text.first == "\t" { throw error("a tab") }
                return (String(text), line.count - text.count)
            }
            return nil
        }

        private mutating func advance() {
            rest = nil
            index += 1
        }

        mutating func expectEnd() throws {
            if try current() != nil { throw error("stands too far to the left or right") }
        }

        mutating func node(indent: Int) throws -> PlainYAML {
            guard let first = try current(), first.indent == indent else { throw error("nothing stands here") }
            return try first.text == "-" || first.text.hasPrefix("- ")
                ? sequence(first.indent) : mapping(first.indent)
        }

        private mutating func sequence(_ indent: Int) throws -> PlainYAML {
            var items: [PlainYAML] = []
            while let line = try current(), line.indent == indent, line.text.hasPrefix("- ") {
                let text = line.text.dropFirst(2).drop { $0 == " " }
                let inner = indent + line.text.count - text.count
                if try key(String(text)) != nil {
                    rest = (String(text), inner)
                    items.append(try mapping(inner))
                } else {
                    advance()
                    items.append(try value(String(text), below: indent))
                }
            }
            return .sequence(items)
        }

        private mutating func mapping(_ indent: Int) throws -> PlainYAML {
            var entries: [(key: String, value: PlainYAML)] = []
            while let line = try current(), line.indent == indent, !line.text.hasPrefix("- ") {
                guard let (name, text) = try key(line.text) else { throw error("no key: \(line.text)") }
                guard !entries.contains(where: { $0.key == name }) else { throw error("a second \(name)") }
                advance()
                entries.append((name, text.isEmpty ? try below(indent) : try value(text, below: indent)))
            }
            if let line = try current(), line.indent > indent { throw error("stands too far to the right") }
            return .mapping(entries)
        }

        /// What stands below a key; a sequence may stand as far to the left as the key. Nothing: null.
        private mutating func below(_ indent: Int) throws -> PlainYAML {
            guard let next = try current() else { return .scalar("") }
            let isSequence = next.indent == indent && next.text.hasPrefix("- ")
            return next.indent > indent || isSequence ? try node(indent: next.indent) : .scalar("")
        }

        /// A key and what follows it in its line; nil: the line is a scalar.
        private func key(_ line: String) throws -> (name: String, rest: String)? {
            guard let first = line.first, first.isLetter || first == "_" else { return nil }
            let name = line.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) }
            let after = line.dropFirst(name.count)
            guard after.first == ":", after.dropFirst().first.map({ $0 == " " }) ?? true else { return nil }
            let rest = after.dropFirst().drop { $0 == " " }
            return (String(name), rest.first == "#" ? "" : String(rest))
        }

        private mutating func value(_ text: String, below indent: Int) throws -> PlainYAML {
            switch text.first {
            case "|", ">":
                guard text.count == 1 else { throw error("chomping is not read here") }
                return .scalar(block(below: indent, folds: text == ">"))
            case "[":
                guard let end = text.lastIndex(of: "]") else { throw error("no ] in the line") }
                let inner = text[text.index(after: text.startIndex)..<end]
                return .sequence(try inner.split(separator: ",").map { .scalar(try scalar($0.trimmed)) })
            default: return .scalar(try scalar(text))
            }
        }

        private func scalar(_ text: String) throws -> String {
            if let quote = text.first, quote == "\"" || quote == "'" {
                let rest = text.dropFirst()
                guard let end = rest.firstIndex(of: quote) else { throw error("a quote without an end") }
                let after = rest[rest.index(after: end)...].trimmed
                guard after.isEmpty || after.hasPrefix("#") else { throw error("text after a quote's end: \(after)") }
                guard !rest[..<end].contains("\\") else { throw error("escapes are not read here") }
                return String(rest[..<end])
            }
            let plain = text.split(separator: " #", maxSplits: 1, omittingEmptySubsequences: false)[0].trimmed
            guard let first = plain.first, !"{}[],&*!|>'\"%@`#".contains(first) else {
                throw error("no plain scalar: \(text)")
            }
            guard !plain.contains(": "), !plain.hasSuffix(":") else { throw error("a second key in the line: \(text)") }
            return plain
        }

        /// The lines that stand to the right of `indent`.
        private mutating func block(below indent: Int, folds: Bool) -> String {
            var found: [String] = []
            var inner: Int?
            while index < lines.count {
                let line = lines[index]
                let depth = line.prefix { $0 == " " }.count
                if line.count > depth {
                    guard depth > indent, depth >= inner ?? 0 else { break }
                    inner = inner ?? depth
                }
                found.append(String(line.dropFirst(inner ?? depth)))
                index += 1
            }
            while found.last?.isEmpty == true { found.removeLast() }
            return found.joined(separator: folds ? " " : "\n") + "\n"
        }
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        var text = Substring(self).drop { $0 == " " }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
