internal import Glibc
internal import SwiftletFormats

extension Target {
    /// The tree, the reader that steps over values and the reader that goes into them take the same texts; what they
    /// write is read as the same again.
    static let json = Target(name: "json", about: "JSON: tree, reader and writer") { input in
        let text = input.bytes
        let tree: JSON?
        var refusal: JSONError?
        do throws(JSONError) {
            tree = try JSON(text)
        } catch {
            tree = nil
            refusal = error
        }
        expect(stepOver(text) == refusal, "stepping over is not reading")
        var writer = JSONWriter()
        expect(copy(text, &writer) == refusal, "going into is not reading")
        wander(text, refusal, input.choice)
        guard let tree else { return }
        let written = tree.bytes()
        expect(writer.bytes == written, "the copy differs from the tree")
        guard let again = try? JSON(Bytes(copying: written)) else { fatalError("what is written is no JSON") }
        expect(again.bytes() == written, "what is written changes")
        visit(tree)
        visitChanged(tree)
    }

    private static func stepOver(_ text: Bytes) -> JSONError? {
        var reader = JSONReader(text)
        do throws(JSONError) {
            try reader.value()
            try reader.end()
            return nil
        } catch {
            return error
        }
    }

    private static func copy(_ text: Bytes, _ writer: inout JSONWriter) -> JSONError? {
        var reader = JSONReader(text)
        do throws(JSONError) {
            try copy(&reader, &writer)
            try reader.end()
            return nil
        } catch {
            return error
        }
    }

    private static func copy(_ reader: inout JSONReader, _ writer: inout JSONWriter) throws(JSONError) {
        switch try reader.kind() {
        case .null:
            _ = try reader.null()
            writer.null()
        case .bool: writer.value(try reader.bool())
        case .number: writer.raw(try reader.number().text)
        case .string: writer.value(try reader.string())
        case .array:
            try writer.array { writer throws(JSONError) in
                try reader.array { element throws(JSONError) in try copy(&element, &writer) }
            }
        case .object:
            try writer.object { writer throws(JSONError) in
                try reader.object { key, value throws(JSONError) in
                    writer.key(key)
                    try copy(&value, &writer)
                }
            }
        }
    }

    /// Reads some values, steps over some, leaves some: the text is good or bad all the same.
    private static func wander(_ text: Bytes, _ refusal: JSONError?, _ choice: Choice) {
        var choice = choice
        var reader = JSONReader(text)
        do throws(JSONError) {
            if try !wander(&reader, &choice) { try reader.value() }
            try reader.end()
            // Depth counts from where the stepping over begins.
            if case .tooDeep = refusal { return }
            expect(refusal == nil, "a bad text was taken by a reader that leaves values out")
        } catch {
            expect(refusal != nil, "a good text was refused by a reader that leaves values out")
        }
    }

    /// False: nothing was read.
    private static func wander(_ reader: inout JSONReader, _ choice: inout Choice) throws(JSONError) -> Bool {
        switch choice.below(6) {
        case 0: return false
        case 1: try reader.value()
        default:
            switch try reader.kind() {
            case .null: _ = try reader.null()
            case .bool: _ = try reader.bool()
            case .number: _ = try reader.number()
            case .string: _ = try reader.string()
            case .array: try reader.array { element throws(JSONError) in _ = try wander(&element, &choice) }
            case .object: try reader.object { _, value throws(JSONError) in _ = try wander(&value, &choice) }
            }
        }
        return true
    }

    /// Everything that can be asked of a value.
    private static func visit(_ value: JSON) {
        switch value {
        case .null, .bool: break
        case .number(let number): visit(number)
        case .string(let string): visit(string)
        case .array(let array):
            var count = 0
            for element in array {
                visit(element)
                if count < 4 { expect(array[count].bytes() == element.bytes(), "an element differs") }
                count += 1
            }
            expect(count == array.count, "an array of \(array.count) has \(count)")
            expect(value[array.count].isNull, "something is behind an array's end")
        case .object(let object):
            var count = 0
            var last: JSON?
            for (key, value) in object {
                visit(key)
                visit(value)
                if key == "a" { last = value }
                count += 1
            }
            expect(count == object.count, "an object of \(object.count) has \(count)")
            expect(object["a"]?.bytes() == last?.bytes(), "the last of a key is not found")
        }
    }

    private static func visit(_ number: JSONNumber) {
        let text = number.text.text
        expect(number.integer == Int64(text), "\(text) is not \(String(describing: number.integer))")
        let reference = unsafe strtod(text, nil)
        expect(number.double.bitPattern == reference.bitPattern, "\(text) is \(number.double), not \(reference)")
    }

    private static func visit(_ string: JSONString) {
        guard let decoded = try? string.bytes() else { return }
        expect(String(validating: decoded, as: UTF8.self) != nil, "a string is no UTF-8")
        var writer = JSONWriter()
        writer.string(decoded)
        var reader = JSONReader(Bytes(copying: writer.bytes))
        let again = try? reader.string()
        expect((try? again?.bytes()) == decoded, "a string changes when it is written")
        expect(JSONString(decoded.text).raw(equals: writer.bytes), "two ways of escaping differ")
    }

    /// A tree that is changed is written as one that is read again.
    private static func visitChanged(_ tree: JSON) {
        var changed = tree
        changed["a"] = 1
        changed["b"]["c"] = tree
        let written = changed.bytes()
        guard let again = try? JSON(Bytes(copying: written)) else {
            // Two deeper than what was read.
            expect(tree.depth > JSONReader.depthMax - 2, "what was changed is no JSON any more")
            return
        }
        expect(again["a"].integer == 1, "what was set is not there")
        expect(again["b"]["c"].bytes() == tree.bytes(), "what was set differs")
        expect(again.bytes() == written, "what is written changes")
    }

    /// Numbers, correctly rounded by the C library too; and doubles, which come back as they were.
    static let numbers = Target(name: "numbers", about: "JSON's numbers, against strtod") { input in
        var reader = JSONReader(input.bytes)
        if let number = try? reader.number() { visit(number) }
        guard input.count >= 10 else { return }
        let value = Double(bitPattern: input.word(at: 0))
        guard value.isFinite else { return }
        expect(JSONNumber(value).double.bitPattern == value.bitPattern, "\(value) changes")
        var writer = JSONWriter()
        writer.value(value)
        visit(JSONNumber(value))
        expect((try? JSON(Bytes(copying: writer.bytes)))?.double?.bitPattern == value.bitPattern, "\(value) changes")
        visitMidpoint(above: value.magnitude, digits: Int(input[8]) << 2, tail: input[9])
    }

    /// The number halfway to the next double, and those next to it: where a digit far behind decides.
    private static func visitMidpoint(above value: Double, digits: Int, tail: UInt8) {
        #if arch(x86_64)
            // 64 bits of mantissa hold it exactly, and the C library prints all of its digits.
            let middle = Float80(value) + Float80(value.ulp) / 2
            var buffer = [CChar](repeating: 0, count: 2048)
            let count = unsafe withVaList([Int32(digits), middle]) { list in
                unsafe vsnprintf(&buffer, buffer.count, "%.*Le", list)
            }
            guard count > 0, count < buffer.count else { return }
            let text = buffer[..<Int(count)].map { UInt8(bitPattern: $0) }
            guard let exponent = text.firstIndex(of: UInt8(ascii: "e")) else { return }
            var varied = Array(text[..<exponent])
            if tail >= 128 {
                if digits == 0 { varied.append(UInt8(ascii: ".")) }
                varied += Array(repeating: UInt8(ascii: "0"), count: Int(tail & 63))
                varied.append(UInt8(ascii: "0") + tail % 10)
            }
            var reader = JSONReader(Bytes(copying: varied + text[exponent...]))
            guard let number = try? reader.number() else { fatalError("what C prints is no JSON") }
            visit(number)
        #endif
    }
}

extension JSON {
    /// Arrays and objects within each other.
    fileprivate var depth: Int {
        switch self {
        case .array(let values): 1 + (values.map(\.depth).max() ?? 0)
        case .object(let members): 1 + (members.map(\.value.depth).max() ?? 0)
        default: 0
        }
    }
}

extension JSONString {
    /// Whether a writer writes this as `text`, quotes included.
    fileprivate func raw(equals text: [UInt8]) -> Bool {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes == text
    }
}
