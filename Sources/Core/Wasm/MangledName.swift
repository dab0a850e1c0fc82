/// A mangled name of a module, which may be anything: how long its readable form can become, and a short form that is
/// safe to make of all.
///
/// A name refers back to parts of itself, and to parts that do so themselves: 200 bytes can mean a text of terabytes,
/// which the runtime's demangler would set out to write. (Mangling: docs/ABI/Mangling.rst of the Swift project.)
struct MangledName {
    private let bytes: [UInt8]

    /// Longer ones are not demangled.
    static let bytesMax = 1024
    /// Nor those whose readable form may be longer.
    private static let readableBytesMax = 1 << 20
    /// What a byte of a mangled name stands for at most, but for references: an operator's words.
    private static let bytesPerOperator = 16

    init(_ name: String) { bytes = Array(name.utf8.prefix(Self.bytesMax + 1)) }

    /// The readable form is of a sane length, whatever the name is.
    var isSafe: Bool {
        guard bytes.count <= Self.bytesMax else { return false }
        // What has been read so far can be all of it repeated by a reference.
        var size = 0
        var index = 2
        // As long as every operator is a known one, digits begin an identifier. Behind an unknown one they may be anything,
        // and each "A" counts as a reference.
        var isExact = true
        while index < bytes.count {
            size += Self.bytesPerOperator
            switch bytes[index] {
            case UInt8(ascii: "A"): size *= 1 + references(&index)
            // Types of the library, perhaps many times.
            case UInt8(ascii: "S"):
                index += 1
                size += number(&index) * Self.bytesPerOperator * 2
                index += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9") where isExact:
                size += identifier(&index)
            // Words of others: each letter may be a whole one.
            case UInt8(ascii: "0"): size += letters(&index) * bytes.count
            case UInt8(ascii: "L") where bytes.dropFirst(index + 1).first == UInt8(ascii: "L"): index += 2  // private
            case let operation:
                index += 1
                if !Self.bareOperators.contains(operation) { isExact = false }
            }
            guard size <= Self.readableBytesMax else { return false }
        }
        return true
    }

    /// Operators that nothing belongs to but what stands before them.
    private static let bareOperators = Array("VCOPEFGKZcdhlnstyz_".utf8)

    /// The names at its beginning: "module.Type.function".
    var shortForm: String {
        var names: [String] = []
        var index = 2
        while index < bytes.count, names.count < 8 {
            if names.isEmpty, index == 2, bytes[index] == UInt8(ascii: "s") {
                index += 1  // the module Swift
            } else if bytes[index] > UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
                let count = number(&index)
                guard count <= bytes.count - index else { break }
                names.append(String(decoding: bytes[index..<index + count], as: UTF8.self))
                index += count
            } else if Self.kinds.contains(bytes[index]), !names.isEmpty {
                index += 1
            } else {
                break
            }
        }
        return names.isEmpty ? String(decoding: bytes.prefix(64), as: UTF8.self) + "…" : names.joined(separator: ".")
    }

    /// Structures, enumerations, classes and protocols: they stand behind their names.
    private static let kinds = Array("VOCP".utf8)

    /// How often what was read before may be repeated by the references that begin with an "A": digits say how many times,
    /// small letters that more follow. In the middle of an identifier it is none, which does no harm.
    private func references(_ index: inout Int) -> Int {
        index += 1
        var total = 0
        while index < bytes.count {
            let count = max(1, number(&index))
            guard index < bytes.count else { break }
            total += count
            index += 1
            guard UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index - 1] else { break }
        }
        return total
    }

    /// Skips an identifier; the most bytes that it may come to. (Mangling.rst, "Identifiers".)
    private func identifier(_ index: inout Int) -> Int {
        var size = 0
        var hasWords = false
        if bytes[index] == UInt8(ascii: "0") {
            index += 1
            guard index < bytes.count else { return size }
            if bytes[index] == UInt8(ascii: "0") { index += 1 } else { hasWords = true }
        }
        repeat {
            while hasWords, index < bytes.count, Self.isLetter(bytes[index]) {
                if bytes[index] < UInt8(ascii: "a") { hasWords = false }
                size += bytes.count
                index += 1
            }
            guard index < bytes.count else { return size }
            if bytes[index] == UInt8(ascii: "0") {
                index += 1
                return size
            }
            let count = number(&index)
            // A name that is cut off, or none at all: the demangler gives up here too.
            guard count > 0, count <= bytes.count - index else {
                index = bytes.count
                return size
            }
            size += count
            index += count
        } while hasWords
        return size
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
    }

    private func letters(_ index: inout Int) -> Int {
        let start = index
        index += 1
        while index < bytes.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index] { index += 1 }
        return index - start
    }

    /// A number without sign; 0 where there is none. Larger ones than the name is long mean the same: too much.
    private func number(_ index: inout Int) -> Int {
        var value = 0
        while index < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] {
            value = min(value * 10 + Int(bytes[index] - UInt8(ascii: "0")), Self.bytesMax * 4)
            index += 1
        }
        return value
    }
}
