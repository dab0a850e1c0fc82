/// Hands out the values of one table by key and type, and notes what is wrong with them.
///
/// A key that is absent gives its default; one that is wrong gives its default too, so that reading goes on and every
/// mistake is found in one run. `finish()` reports the keys that nobody asked for.
package struct TableReader {
    package let node: TOMLNode
    package let issues: ConfigIssues
    private let entries: [String: TOMLNode]
    private var known: [String] = []

    /// Nil, with an issue, where `node` is no table.
    package init?(_ node: TOMLNode, issues: ConfigIssues, example: String) {
        guard case .table(let entries) = node.value else {
            issues.add(node, node.described, "write a table, such as \(example)")
            return nil
        }
        self.node = node
        self.issues = issues
        self.entries = entries
    }

    /// The value as it stands, for keys that take several types.
    package mutating func take(_ key: String) -> TOMLNode? {
        // Asked for twice where one key excludes others.
        if !known.contains(key) { known.append(key) }
        return entries[key]
    }

    package mutating func string(_ key: String, example: String) -> (text: String, node: TOMLNode)? {
        guard let value = take(key) else { return nil }
        guard case .string(let text) = value.value else {
            issues.add(value, value.described, "write a string, such as \(key) = \"\(example)\"")
            return nil
        }
        guard !text.isEmpty else {
            issues.add(value, "is empty", "write \(key) = \"\(example)\"")
            return nil
        }
        return (text, value)
    }

    /// As `string`, and its absence is a mistake.
    package mutating func requiredString(_ key: String, example: String) -> (text: String, node: TOMLNode)? {
        if entries[key] == nil {
            missing(key, "write \(key) = \"\(example)\"")
        }
        return string(key, example: example)
    }

    package mutating func boolean(_ key: String, default standard: Bool) -> Bool {
        guard let value = take(key) else { return standard }
        guard case .boolean(let flag) = value.value else {
            issues.add(value, value.described, "write true or false, without quotes")
            return standard
        }
        return flag
    }

    package mutating func integer(_ key: String, _ range: ClosedRange<Int>, default standard: Int) -> Int {
        guard let value = take(key) else { return standard }
        let remedy = "write a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .integer(let number) = value.value else {
            issues.add(value, value.described, remedy)
            return standard
        }
        guard range.contains(number) else {
            issues.add(value, "\(number) is out of range", remedy)
            return standard
        }
        return number
    }

    package mutating func duration(_ key: String, _ range: ClosedRange<Duration>, default standard: Duration)
        -> Duration
    {
        guard let value = take(key) else { return standard }
        let bounds = "\"\(Quantity.text(range.lowerBound))\" to \"\(Quantity.text(range.upperBound))\""
        let remedy = "write a whole number and us, ms, s, m or h, from \(bounds)"
        guard case .string(let text) = value.value else {
            issues.add(value, value.described, remedy)
            return standard
        }
        guard let duration = Quantity.duration(text) else {
            issues.add(value, "\(TOMLNode.quoted(text)) is no duration", remedy)
            return standard
        }
        guard range.contains(duration) else {
            issues.add(value, "\(TOMLNode.quoted(text)) is out of range", remedy)
            return standard
        }
        return duration
    }

    /// In bytes: an integer, or a string with a unit.
    package mutating func size(_ key: String, _ range: ClosedRange<Int>, default standard: Int) -> Int {
        guard let value = take(key) else { return standard }
        let bounds = "\"\(Quantity.text(bytes: range.lowerBound))\" to \"\(Quantity.text(bytes: range.upperBound))\""
        let remedy = "write bytes, or a whole number and B, KB, MB, GB, KiB, MiB or GiB, from \(bounds)"
        let shown: String
        let bytes: Int?
        switch value.value {
        case .integer(let number): (shown, bytes) = ("\(number)", number)
        case .string(let text): (shown, bytes) = (TOMLNode.quoted(text), Quantity.size(text))
        default:
            issues.add(value, value.described, remedy)
            return standard
        }
        guard let bytes, range.contains(bytes) else {
            issues.add(value, bytes == nil ? "\(shown) is no size" : "\(shown) is out of range", remedy)
            return standard
        }
        return bytes
    }

    /// The strings of an array; elements of other types are reported and left out.
    package mutating func strings(_ key: String, example: String) -> [(text: String, node: TOMLNode)] {
        guard let value = take(key) else { return [] }
        guard case .array(let elements) = value.value else {
            issues.add(value, value.described, "write an array of strings, such as \(key) = [\"\(example)\"]")
            return []
        }
        return elements.compactMap { element in
            guard case .string(let text) = element.value else {
                issues.add(element, element.described, "write a string, such as \"\(example)\"")
                return nil
            }
            return (text, element)
        }
    }

    /// The table under `key`: `[key]` or `key = { … }`.
    package mutating func table(_ key: String, example: String) -> TableReader? {
        take(key).flatMap { TableReader($0, issues: issues, example: example) }
    }

    /// The tables of an array: `[[key]]` or `key = [{ … }]`.
    package mutating func tables(_ key: String, example: String) -> [TableReader] {
        guard let value = take(key) else { return [] }
        guard case .array(let elements) = value.value else {
            issues.add(value, value.described, "write an array of tables: \(example)")
            return []
        }
        return elements.compactMap { TableReader($0, issues: issues, example: example) }
    }

    /// The tables named under `key`, `[key.NAME]`, by line.
    package mutating func namedTables(_ key: String, example: String) -> [(name: String, table: TableReader)] {
        guard let value = take(key), let outer = TableReader(value, issues: issues, example: example) else { return [] }
        return outer.sortedEntries.compactMap { name, node in
            TableReader(node, issues: issues, example: example).map { (name, $0) }
        }
    }

    /// What is in the table, by line.
    package var sortedEntries: [(key: String, value: TOMLNode)] {
        entries.sorted { ($0.value.line, $0.key) < ($1.value.line, $1.key) }
    }

    package func missing(_ key: String, _ remedy: String) {
        issues.add(line: node.line, key: TOMLPositions.path(node.path, key: key), "is missing", remedy)
    }

    /// Reports keys that nothing reads. `hints`: remedies for keys that one might expect to exist.
    package func finish(hints: [String: String] = [:]) {
        for (key, value) in sortedEntries where !known.contains(key) {
            let all = "known here: \(known.sorted().joined(separator: ", "))"
            let nearest = NearestName.of(key, among: known).map { "did you mean \($0)? (\(all))" }
            issues.add(value, "unknown key", hints[key] ?? nearest ?? all)
        }
    }
}
