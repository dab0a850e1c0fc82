/// What is in a module, for people who wonder at its size.
extension ModuleLayout {
    /// A section's name and the bytes that it takes in the file; in the order of the file.
    package var sectionSizes: [(name: String, bytes: Int)] {
        sections.enumerated().map { index, section in
            // The head belongs to the section: it reaches from the end of the one before.
            let start = index == 0 ? Self.headerBytes : sections[index - 1].content.upperBound
            return (name: section.name ?? "\(section.id)", bytes: section.content.upperBound - start)
        }
    }

    /// Magic number and version.
    private static let headerBytes = 8

    /// Each function with the bytes of its body, the largest first; names are demangled where the module has them.
    package var functionSizes: [(name: String, bytes: Int)] {
        guard let code = sections.first(where: { $0.id == .code })?.content else { return [] }
        let names = ModuleNames(self).functions
        let imported = imports.lazy.filter { $0.type != nil }.count
        var sizes: [(name: String, bytes: Int)] = []
        var reader = ModuleReader(bytes, code)
        guard let count = try? reader.count() else { return [] }
        for index in 0..<count {
            guard let length = try? reader.count(), (try? reader.range(count: length)) != nil else { break }
            let number = UInt32(imported + index)
            sizes.append((name: names[number].map(readableName) ?? "function \(number)", bytes: length))
        }
        return sizes.sorted { $0.bytes > $1.bytes }
    }

    /// Bytes of memory that an instance begins with, and may grow to at most; nil: the module sets no maximum.
    package var memoryBytes: (initial: Int, max: Int?)? {
        memories.first.map { memory in
            (Int(memory.pagesMin) * Self.pageBytes, memory.pagesMax.map { Int($0) * Self.pageBytes })
        }
    }

    /// Bytes that the data segments put into memory.
    package var dataBytes: Int {
        guard let data = sections.first(where: { $0.id == .data })?.content else { return 0 }
        var reader = ModuleReader(bytes, data)
        var total = 0
        guard let count = try? reader.count() else { return 0 }
        for _ in 0..<count {
            guard let flags = try? reader.u32() else { return total }
            if flags == 2, (try? reader.u32()) == nil { return total }
            if flags != 1, (try? reader.constantExpression()) == nil { return total }
            guard let length = try? reader.count(), (try? reader.range(count: length)) != nil else { return total }
            total += length
        }
        return total
    }
}
