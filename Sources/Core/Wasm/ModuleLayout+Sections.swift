extension ModuleLayout {
    /// The same module without DWARF and without data that is zeros: what is deployed. The names of functions stay, for
    /// the stacks of traps.
    ///
    /// Addresses in DWARF count from the start of the code section's content, so they fit both.
    package func withoutDebugInformation() -> [UInt8] {
        var writer = ModuleWriter()
        for section in sections where section.name?.hasPrefix(".debug_") != true {
            if section.id == .data, let data = dataWithoutZeros() {
                writer.section(section.id, data)
            } else {
                writer.section(section.id, bytes[section.content])
            }
        }
        return writer.bytes
    }

    /// What the parts of the module weigh in the file.
    package struct Weights: Sendable, Equatable {
        package var code = 0
        package var data = 0
        package var names = 0
        /// Everything else: types, imports, the sections' headers.
        package var rest = 0
    }

    package var weights: Weights {
        var weights = Weights()
        for section in sections {
            switch (section.id, section.name) {
            case (.code, _): weights.code += section.content.count
            case (.data, _): weights.data += section.content.count
            case (.custom, "name"): weights.names += section.content.count
            default: break
            }
        }
        weights.rest = bytes.count - weights.code - weights.data - weights.names
        return weights
    }

    /// The module's own functions by the bytes of their code, the largest first.
    package func functionWeights() -> [(name: String, bytes: Int)] {
        guard let section = sections.first(where: { $0.id == .code }) else { return [] }
        let names = ModuleNames(self).functions
        let imported = imports.count { $0.type != nil }
        var reader = ModuleReader(bytes, section.content)
        var weights: [(name: String, bytes: Int)] = []
        guard let count = try? reader.count() else { return [] }
        for index in 0..<count {
            guard let body = try? reader.range(count: Int(reader.u32())) else { break }
            let name = names[UInt32(imported + index)].map(readableName) ?? "function \(imported + index)"
            weights.append((name, body.count))
        }
        return weights.sorted { $0.bytes > $1.bytes }
    }
}
