extension ModuleLayout {
    /// Copies the sections in order, with some replaced; `dataCount` is only for passive segments and is dropped, and
    /// so are the custom sections but for the functions' names.
    ///
    /// - Parameter adding: sections that the result has also where this module has none, in the order of their numbers.
    func rewritten(adding added: [SectionID], _ replacement: (SectionID) -> [UInt8]?) -> [UInt8] {
        var writer = ModuleWriter()
        var pending: [(SectionID, [UInt8])] = []
        for id in added where !sections.contains(where: { $0.id == id }) {
            if let content = replacement(id) { pending.append((id, content)) }
        }
        for section in sections {
            // The data count stands before the code, out of the order of its number.
            if section.id == .dataCount || (section.id == .custom && section.name != "name") { continue }
            while let next = pending.first, section.id == .custom || next.0.rawValue < section.id.rawValue {
                writer.section(next.0, next.1)
                pending.removeFirst()
            }
            if let content = replacement(section.id) {
                writer.section(section.id, content)
            } else {
                writer.section(section.id, bytes[section.content])
            }
        }
        for (id, content) in pending { writer.section(id, content) }
        return writer.bytes
    }
}
