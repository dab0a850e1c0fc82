internal import SwiftletFormats

extension Target {
    /// What a shape finds is what the tree has there, and it refuses what the tree refuses.
    static let shape = Target(name: "shape", about: "JSONShape: paths into a document", arenaPerByte: 1024) { given in
        let text = given.bytes
        let tree: JSON?
        do throws(JSONError) {
            tree = try JSON(text)
        } catch {
            // Depth counts from where the stepping over begins.
            if case .tooDeep = error { return }
            tree = nil
        }
        expect((try? parsed(JSONShape(), text)) == tree?.bytes(), "all of it is not the document")
        checkPlace(JSONShape(at: "a"), [.name("a")], text, tree)
        checkPlace(JSONShape(at: "a.b"), [.name("a"), .name("b")], text, tree)
        checkPlace(JSONShape(at: "a.0.b"), [.name("a"), .index(0), .name("b")], text, tree)
        checkPlace(JSONShape(at: "*.a"), [.elements(0..<Int.max), .name("a")], text, tree)
        checkPlace(JSONShape(at: "1:3.:2"), [.elements(1..<3), .elements(0..<2)], text, tree)
        let both: [[Step]] = [
            [.name("a"), .name("b")], [.name("a"), .elements(0..<2), .name("c")], [.name("d")],
        ]
        checkPaths(
            JSONShape("a.b", "a.:2.c", "d"), JSONShape("a.b", "a.:2.c", "d", missing: .refused), both, text, tree)
        let elements: [[Step]] = [[.index(0), .name("a")], [.name("0"), .name("a")]]
        checkPaths(JSONShape("0.a"), JSONShape("0.a", missing: .refused), elements, text, tree)
        for shape in [JSONShape("a.b", "a.1", "d.*.c", missing: .null), JSONShape(at: "a.1.b", "c", missing: .null)] {
            expect((try? parsed(shape, text)) != nil || tree == nil, "with nulls it is refused")
        }
    }

    private enum Step {
        case name(String)
        /// Of an array; of an object the member that is called so.
        case index(Int)
        case elements(Range<Int>)
    }

    /// The shape of the text, as a tree writes it.
    private static func parsed(_ shape: JSONShape, _ text: Bytes) throws(JSONError) -> [UInt8] {
        let result = try shape.bytes(from: text)
        guard let tree = try? JSON(result) else { fatalError("a shape is no JSON: \(result.text)") }
        return tree.bytes()
    }

    private static func checkPlace(_ shape: JSONShape, _ steps: [Step], _ text: Bytes, _ tree: JSON?) {
        let wanted = tree.flatMap { find(steps[...], in: $0) }
        expect((try? parsed(shape, text)) == wanted, "at \(steps) is something else")
    }

    private static func checkPaths(
        _ shape: JSONShape, _ strict: JSONShape, _ paths: [[Step]], _ text: Bytes, _ tree: JSON?
    ) {
        guard let tree else {
            expect((try? shape.bytes(from: text)) == nil, "a bad text is taken")
            return
        }
        let result = try? shape.bytes(from: text)
        for path in paths {
            let wanted = find(path[...], in: tree)
            let found = result.flatMap { try? JSON($0) }.flatMap { find(path[...], in: $0) }
            expect(found == wanted, "at \(path) is something else")
        }
        if let complete = try? strict.bytes(from: text) { expect(complete == result, "another one if it is complete") }
    }

    private static func find(_ steps: ArraySlice<Step>, in value: JSON) -> [UInt8]? {
        guard let step = steps.first else { return value.bytes() }
        let rest = steps.dropFirst()
        switch (step, value) {
        case (.name(let name), .object(let members)):
            let name = Bytes(copying: name)
            return members.first { (try? $0.key.bytes()) == name }.flatMap { find(rest, in: $0.value) }
        case (.index(let index), .object):
            return find([.name("\(index)")] + rest, in: value)
        case (.index(let index), .array(let elements)):
            return elements.count > index ? find(rest, in: elements[index]) : nil
        case (.elements(let range), .array(let elements)):
            let found = elements.enumerated().filter { range.contains($0.offset) }
                .compactMap { find(rest, in: $0.element) }
            return [UInt8(ascii: "[")] + found.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
        default:
            return nil
        }
    }
}
