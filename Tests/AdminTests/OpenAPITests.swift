import HTTP
import Testing

@testable import Admin

@Suite("The API's description")
struct OpenAPITests {
    let document: JSONNode

    init() throws {
        document = try JSONNode(parsing: OpenAPIDocument.text)
    }

    @Test("It has each operation of the table, and no other")
    func operations() throws {
        var found: [String] = []
        guard case .object(let paths)? = document["paths"] else {
            Issue.record("it has no paths")
            return
        }
        for path in paths {
            guard case .object(let members) = path.value else { continue }
            for member in members where member.key != "parameters" {
                guard case .string(let id)? = member.value["operationId"] else { continue }
                found.append("\(member.key) \(path.key) \(id)")
            }
        }
        let table = OperationTable.all.map { "\($0.method.name)".lowercased() + " \($0.path) \($0.id.rawValue)" }
        #expect(found.sorted() == table.sorted())
        #expect(Set(table).count == OperationID.allCases.count)
    }

    @Test("What it refers to is there")
    func references() {
        var names: Set<String> = []
        func collect(_ node: JSONNode) {
            switch node {
            case .array(let elements): elements.forEach(collect)
            case .object(let members):
                for member in members {
                    if member.key == "$ref", case .string(let text) = member.value { names.insert(text) }
                    collect(member.value)
                }
            default: break
            }
        }
        collect(document)
        #expect(names.count > 20)
        for name in names {
            let key = String(name.dropFirst("#/components/schemas/".count))
            #expect(document["components"]?["schemas"]?[key] != nil, "\(name)")
        }
    }

    @Test("A worker without a version has no shares, which the description allows")
    func noShares() throws {
        let schema = document["components"]?["schemas"]?["RolloutStatus"]?["properties"]?["weights"]
        #expect(schema?["type"] == .string("object"))
        #expect(schema?["minProperties"] == nil)
        #expect(try RolloutStatus(parsing: RolloutStatus().jsonText, strict: true).weights.shares.isEmpty)
    }

    @Test("The host takes the examples as they are", arguments: OperationTable.all.map(\.id))
    func examples(_ id: OperationID) throws {
        let entry = OperationTable.entry(id)
        let path = entry.path.replacing("{name}", with: "shop").replacing("{version}", with: "v7")
        for example in OperationTypes.examples(id) {
            let match = try OperationRouter.match(entry.method, path: path)
            #expect(throws: Never.self) {
                try OperationDecoder.decode(match, query: "", body: example.body)
            }
        }
        var schemas = SchemaSet()
        let takesJSON = if case .json = entry.body { true } else { false }
        #expect((OperationTypes.body(id, in: &schemas) != nil) == takesJSON)
        #expect(OperationTypes.examples(id).isEmpty == !takesJSON)
    }
}
