/// The code that a macro stands for: what one would write by hand.
struct Expansion {
    let declaration: Declaration
    /// With its enclosing types.
    let name: String
    var lines: [String] = []

    init(of declaration: Declaration, name: String) {
        self.declaration = declaration
        self.name = name
    }

    /// An extension for each protocol that the type does not conform to by itself.
    mutating func code(decodable: Bool, encodable: Bool) -> String {
        let access = declaration.access?.modifier ?? ""
        if decodable {
            open("JSONDecodable")
            lines.append("    \(access)init(json: inout Swiftlet.JSONReader) throws(Swiftlet.JSONError) {")
            if declaration.kind == .structure { decodeStruct() } else { decodeEnum() }
            lines += ["    }", "}"]
        }
        if encodable {
            open("JSONEncodable")
            lines.append("    \(access)func write(to json: inout Swiftlet.JSONWriter) {")
            if declaration.kind == .structure { encodeStruct() } else { encodeEnum() }
            lines += ["    }", "}"]
        }
        return lines.joined(separator: "\n")
    }

    private mutating func open(_ conformance: String) {
        let conditions = declaration.parameters.map { parameter in "\(parameter): Swiftlet.\(conformance)" }
        let clause = conditions.isEmpty ? "" : " where " + conditions.joined(separator: ", ")
        lines.append("extension \(name): Swiftlet.\(conformance)\(clause) {")
    }

    // MARK: structs

    private mutating func decodeStruct() {
        let read = declaration.properties.filter { property in !(property.isConstant && property.hasDefault) }
        for property in read {
            // With a default the property has it already, and only what is there is set.
            let isPlain = property.isOptional && !property.hasDefault
            lines.append("        var \(local(property)): \(isPlain ? property.type : "(\(property.type))?") = nil")
        }
        if read.isEmpty {
            lines.append("        try json.object { _, _ throws(Swiftlet.JSONError) in }")
            return
        }
        if read.contains(where: { property in !property.hasDefault && !property.isOptional }) {
            lines.append("        let start = json.offset")
        }
        lines.append("        try json.object { key, json throws(Swiftlet.JSONError) in")
        lines.append("            switch key {")
        for property in read {
            lines.append(
                "            case \(quoted(property.key)): \(local(property)) = try json.decode((\(property.type)).self)"
            )
        }
        lines += ["            default: break", "            }", "        }"]
        for property in read {
            let local = local(property)
            if property.hasDefault {
                lines.append("        if let \(local) { self.\(property.name) = \(local) }")
                continue
            }
            if !property.isOptional {
                lines.append("        guard let \(local) else { throw .missing(\(quoted(property.key)), at: start) }")
            }
            lines.append("        self.\(property.name) = \(local)")
        }
    }

    private mutating func encodeStruct() {
        lines.append("        json.object { json in")
        for property in declaration.properties {
            lines.append("            json.member(\(quoted(property.key)), self.\(property.name))")
        }
        if declaration.properties.isEmpty { lines.append("            _ = json") }
        lines.append("        }")
    }

    private func local(_ property: Property) -> String { "_" + Parser.plain(property.name) }

    // MARK: enums

    private mutating func decodeEnum() {
        if let rawType = declaration.rawType {
            lines.append("        let start = json.offset")
            lines.append(
                "        guard let value = Self(rawValue: try \(rawType)(json: &json)) else { throw .mismatch(at: start) }"
            )
            lines.append("        self = value")
            return
        }
        lines.append("        let start = json.offset")
        lines.append("        switch try json.string() {")
        for (name, key) in declaration.cases { lines.append("        case \(quoted(key)): self = .\(name)") }
        lines += ["        default: throw .mismatch(at: start)", "        }"]
    }

    private mutating func encodeEnum() {
        if declaration.rawType != nil {
            lines.append("        rawValue.write(to: &json)")
            return
        }
        lines.append("        switch self {")
        for (name, key) in declaration.cases { lines.append("        case .\(name): json.value(\(quoted(key)))") }
        lines.append("        }")
    }

    /// As a literal: keys come from literals without escapes, or are names.
    private func quoted(_ text: String) -> String { "\"\(text)\"" }
}
