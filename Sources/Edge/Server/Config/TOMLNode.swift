internal import TOMLKit

/// A value of the file with its place: what the rest of the reading works on.
///
/// TOMLKit checks the grammar and decodes the values but gives no positions; `TOMLPositions` knows where the keys are.
package struct TOMLNode {
    package enum Value {
        case string(String)
        case integer(Int)
        case boolean(Bool)
        /// Kinds that no key takes, by name: floating-point number, date, time. `TOMLPositions` refuses them before.
        case unused(String)
        case array([TOMLNode])
        case table([String: TOMLNode])
    }

    /// As in `ConfigIssue.key`.
    package var path: String
    package var line: Int
    package var value: Value

    /// The value for a message: `"four" is a string`.
    package var described: String {
        switch value {
        case .string(let text): "\(Self.quoted(text)) is a string"
        case .integer(let number): "\(number) is an integer"
        case .boolean(let flag): "\(flag) is a boolean"
        case .unused(let kind): "this is a \(kind)"
        case .array: "this is an array"
        case .table: "this is a table"
        }
    }

    /// A path in quotes: whole, since its end says most.
    package static func quoted(path: String) -> String { quoted(path, lettersMax: 4096) }

    /// `text` in quotes, on one line and not endless.
    package static func quoted(_ text: String, lettersMax: Int = 60) -> String {
        let head = text.prefix(lettersMax)
        let clean = String(String.UnicodeScalarView(head.unicodeScalars.map { $0.value < 32 ? "?" : $0 }))
        return "\"\(clean)\(head.endIndex == text.endIndex ? "" : "…")\""
    }
}

extension TOMLNode {
    /// The whole document.
    init(document: TOMLTable, positions: TOMLPositions) {
        self.init(table: document, path: "", line: 1, positions: positions)
    }

    private init(table: TOMLTable, path: String, line: Int, positions: TOMLPositions) {
        var entries: [String: TOMLNode] = [:]
        for key in table.keys {
            guard let value = table[key] else { continue }
            let child = TOMLPositions.path(path, key: key)
            let place = positions.lines[child] ?? line
            entries[key] = TOMLNode(value, path: child, line: place, positions: positions)
        }
        self.init(path: path, line: line, value: .table(entries))
    }

    private init(_ value: any TOMLValueConvertible, path: String, line: Int, positions: TOMLPositions) {
        if let table = value.table {
            self.init(table: table, path: path, line: line, positions: positions)
        } else if let array = value.array {
            let elements = (0..<array.count).map { index in
                let child = TOMLPositions.path(path, index: index)
                let place = positions.lines[child] ?? line
                return TOMLNode(array[index], path: child, line: place, positions: positions)
            }
            self.init(path: path, line: line, value: .array(elements))
        } else if let text = value.string {
            self.init(path: path, line: line, value: .string(text))
        } else if let number = value.int {
            self.init(path: path, line: line, value: .integer(number))
        } else if let flag = value.bool {
            self.init(path: path, line: line, value: .boolean(flag))
        } else {
            self.init(path: path, line: line, value: .unused(value.type.description))
        }
    }
}
