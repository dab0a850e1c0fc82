extension ModuleLayout {
    /// The data section without what at its end is zeros alone, with which memory begins anyway: the compiler leaves 16
    /// bytes of them for each Swift file (`.swift_modhash`), and the linker writes them out.
    ///
    /// nil: there is nothing of that kind, or something might see the difference.
    func dataWithoutZeros() -> [UInt8]? {
        // Instructions could name segments where there is a count of them.
        guard !hasPassiveData, !sections.contains(where: { $0.id == .dataCount }), memories.count == 1,
            let section = sections.first(where: { $0.id == .data }), var segments = try? segments(section.content)
        else { return nil }
        let lastData = segments.lastIndex { segment in bytes[segment.content].contains { $0 != 0 } }
        let zeros = segments[(lastData.map { $0 + 1 } ?? 0)...]
        guard !zeros.isEmpty else { return nil }
        segments.removeLast(zeros.count)
        // From the lowest address to the highest: to compare each with each takes the square of their number.
        let covered = Self.reach(of: segments)
        for segment in zeros {
            let place = segment.address..<(segment.address + segment.content.count)
            // Zeros over what is not have work to do. A segment beyond the memory is an error that stays one.
            guard !place.overlaps(covered), place.upperBound <= Int(memories[0].pagesMin) * Self.pageBytes else {
                return nil
            }
        }
        var kept: [UInt8] = []
        kept.append(unsigned: UInt32(segments.count))
        for segment in segments { kept.append(contentsOf: bytes[segment.whole]) }
        return kept
    }

    private static func reach(of segments: [(address: Int, content: Range<Int>, whole: Range<Int>)]) -> Range<Int> {
        var low = Int.max
        var high = 0
        for segment in segments where !segment.content.isEmpty {
            low = min(low, segment.address)
            high = max(high, segment.address + segment.content.count)
        }
        return low < high ? low..<high : 0..<0
    }

    /// Segments whose addresses are plain numbers; an error if others are among them.
    private func segments(
        _ data: Range<Int>
    ) throws(WasmError) -> [(address: Int, content: Range<Int>, whole: Range<Int>)] {
        var reader = ModuleReader(bytes, data)
        var segments: [(address: Int, content: Range<Int>, whole: Range<Int>)] = []
        for _ in 0..<(try reader.count()) {
            let start = reader.position
            guard try reader.u32() == 0 else { throw WasmError("module", "a segment of another kind") }
            let address = try address(reader.constantExpression())
            let content = try reader.range(count: reader.count())
            segments.append((address, content, start..<content.upperBound))
        }
        return segments
    }

    /// The value of `i32.const n end`.
    private func address(_ expression: Range<Int>) throws(WasmError) -> Int {
        let number = bytes[expression].dropFirst().dropLast()
        guard bytes[expression].first == 0x41, number.count <= 5, number.dropLast().allSatisfy({ $0 >= 0x80 }) else {
            throw WasmError("module", "an address that is no number")
        }
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for byte in number {
            value |= UInt64(byte & 0x7F) << shift
            shift += 7
        }
        // Signed: what is beyond half of the memory has ones at the top.
        return Int(UInt32(truncatingIfNeeded: (number.last ?? 0) & 0x40 == 0 ? value : value | ~0 << shift))
    }
}
