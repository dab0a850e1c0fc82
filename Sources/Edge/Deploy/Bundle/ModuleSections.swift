/// The sections of a WebAssembly module (core specification, section 5.5), from outside: where each is, and what custom
/// ones are called. What is in them is for the compiler.
///
/// Everything is checked against the bytes that are there: the module is whatever somebody sent.
struct ModuleSections {
    struct Section: Equatable {
        /// Of a custom section; nil: another.
        var name: String?
        /// With its number and its length.
        var whole: Range<Int>
        /// Of a custom section: what follows its name.
        var content: Range<Int>
    }

    /// Magic number and version.
    static let head: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

    private let bytes: [UInt8]
    private var position: Int

    /// Refuses what is no module before its first section.
    init(_ bytes: [UInt8]) throws(DeployError) {
        guard bytes.count >= Self.head.count, bytes.starts(with: Self.head.prefix(4)) else {
            throw DeployError(
                .input, bytes.isEmpty ? "the module is empty" : "this is no WebAssembly module",
                remedy: "send the .wasm file that swiftlet build made")
        }
        guard bytes.starts(with: Self.head) else {
            let isComponent = bytes[6] == 1
            throw DeployError(
                .input,
                isComponent
                    ? "this is a WebAssembly component, no module (byte 4)"
                    : "this module's version is not 1 (byte 4)",
                remedy: "send the .wasm file that swiftlet build made")
        }
        self.bytes = bytes
        position = Self.head.count
    }

    /// The next section; nil at the end.
    mutating func next() throws(DeployError) -> Section? {
        let start = position
        guard start < bytes.count else { return nil }
        let number = bytes[start]
        position += 1
        let end = try length(before: bytes.count, of: "a section")
        guard number == 0 else {
            position = end
            return Section(name: nil, whole: start..<end, content: end..<end)
        }
        let nameEnd = try length(before: end, of: "the name of a custom section")
        let name = String(decoding: bytes[position..<nameEnd], as: UTF8.self)
        position = end
        return Section(name: name, whole: start..<end, content: nameEnd..<end)
    }

    /// Reads a length, and returns where what is so long ends.
    private mutating func length(before end: Int, of what: String) throws(DeployError) -> Int {
        let start = position
        let count = Int(try number(before: end))
        guard count <= end - position else {
            throw .damaged("\(what) has \(count) bytes where \(end - position) are left", at: start)
        }
        return position + count
    }

    /// An unsigned LEB128 number of at most 32 bits and five bytes. Zeros in front are allowed: linkers write them.
    private mutating func number(before end: Int) throws(DeployError) -> UInt32 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            guard position < end else { throw .damaged("it ends within a number", at: start) }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7f) << shift
            guard byte & 0x80 == 0 else { continue }
            guard let small = UInt32(exactly: value) else {
                throw .damaged("a number has more than 32 bits", at: start)
            }
            return small
        }
        throw .damaged("a number is longer than five bytes", at: start)
    }
}

extension DeployError {
    static func damaged(_ what: String, at offset: Int) -> DeployError {
        DeployError(.input, "the module is damaged: \(what) (byte \(offset))", remedy: "build it and send it again")
    }
}

extension [UInt8] {
    /// A custom section.
    mutating func append(customSection name: String, _ content: [UInt8]) {
        let name = Array(name.utf8)
        var body: [UInt8] = []
        body.append(length: name.count)
        body += name
        append(0)
        append(length: body.count + content.count)
        self += body
        self += content
    }

    /// LEB128.
    private mutating func append(length: Int) {
        var rest = length
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
