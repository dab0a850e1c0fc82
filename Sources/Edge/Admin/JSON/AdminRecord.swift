package import SwiftletFormats

/// A JSON object of the admin API. Its one list of members writes it, reads it and describes it.
///
/// A value that is there from the start: every property has a default, which is what `init()` makes.
package protocol AdminRecord: AdminValue, Equatable {
    init()
    /// One sentence for the API's description.
    static var about: StaticString { get }
    /// Names each member, in the order in which they are written.
    mutating func visit(_ visitor: inout some RecordVisitor)
    /// What members that are each right may get wrong together; nil: nothing.
    var problem: ReadProblem? { get }
}

/// What goes over the members of a record.
package protocol RecordVisitor {
    /// A member that has to be there, unless it is an `Optional`.
    mutating func member<Value: AdminValue>(_ key: StaticString, _ value: inout Value, _ about: StaticString)
    /// As `member`, with a schema that says more than the type's.
    mutating func member<Value: AdminValue>(
        _ key: StaticString, _ value: inout Value, _ about: StaticString, as schema: JSONSchema)
    /// As `defaulted`, with a schema that says more than the type's.
    mutating func defaulted<Value: AdminValue>(
        _ key: StaticString, _ value: inout Value, _ about: StaticString, as schema: JSONSchema)
    /// A member that may be left out by who writes it by hand: it is then what `init()` makes it.
    mutating func defaulted<Value: AdminValue>(_ key: StaticString, _ value: inout Value, _ about: StaticString)
}

extension RecordVisitor {
    package mutating func member<Value: AdminValue>(
        _ key: StaticString, _ value: inout Value, _ about: StaticString, as schema: JSONSchema
    ) {
        member(key, &value, about)
    }

    package mutating func defaulted<Value: AdminValue>(
        _ key: StaticString, _ value: inout Value, _ about: StaticString, as schema: JSONSchema
    ) {
        defaulted(key, &value, about)
    }
}

extension AdminRecord {
    package var problem: ReadProblem? { nil }

    /// A record with some members set: `WorkerSummary.with { $0.name = "shop" }`.
    package static func with(_ set: (inout Self) -> Void) -> Self {
        var record = Self()
        set(&record)
        return record
    }

    package func encode(to json: inout JSONWriter) {
        json.object { json in encodeMembers(to: &json) }
    }

    /// The members without the braces, for an object that has others beside them.
    package func encodeMembers(to json: inout JSONWriter) {
        var record = self
        var visitor = MemberWriter(json: json)
        record.visit(&visitor)
        json = visitor.json
    }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        guard case .object(let members) = node else { throw ReadProblem("is \(node.kind), not an object") }
        self.init()
        var visitor = MemberReader(members: members, strict: strict)
        visit(&visitor)
        if let problem = visitor.problem { throw problem }
        if strict, let unknown = members.first(where: { !visitor.known.contains($0.key) }) {
            let known = visitor.known.joined(separator: ", ")
            throw ReadProblem("is not known; known are: \(known)").within(unknown.key)
        }
        if let problem { throw problem.ofMeaning }
    }

    package static var schemaName: String { "\(Self.self)" }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema {
        schemas.define(schemaName) { schemas in
            var visitor = MemberDescriber(schemas: schemas)
            var record = Self()
            record.visit(&visitor)
            schemas = visitor.schemas
            return JSONSchema.Object(about: "\(about)", members: visitor.members)
        }
    }
}

/// Writes members; one that is nil is left out.
private struct MemberWriter: RecordVisitor {
    var json: JSONWriter

    mutating func member<Value: AdminValue>(_ key: StaticString, _ value: inout Value, _ about: StaticString) {
        guard !value.isAbsent else { return }
        json.key(key)
        value.encode(to: &json)
    }

    mutating func defaulted<Value: AdminValue>(_ key: StaticString, _ value: inout Value, _ about: StaticString) {
        member(key, &value, about)
    }
}

/// Reads members, up to the first mistake.
private struct MemberReader: RecordVisitor {
    let members: [JSONNode.Member]
    let strict: Bool
    var known: [String] = []
    var problem: ReadProblem?

    mutating func member<Value: AdminValue>(_ key: StaticString, _ value: inout Value, _ about: StaticString) {
        read("\(key)", &value, isRequired: !Value.mayBeAbsent)
    }

    mutating func defaulted<Value: AdminValue>(_ key: StaticString, _ value: inout Value, _ about: StaticString) {
        read("\(key)", &value, isRequired: false)
    }

    private mutating func read<Value: AdminValue>(_ key: String, _ value: inout Value, isRequired: Bool) {
        known.append(key)
        guard problem == nil else { return }
        guard let member = members.first(where: { $0.key == key }) else {
            if isRequired { problem = ReadProblem("is missing").within(key) }
            return
        }
        do throws(ReadProblem) {
            value = try Value(reading: member.value, strict: strict)
        } catch {
            problem = error.within(key)
        }
    }
}

/// Describes members.
private struct MemberDescriber: RecordVisitor {
    var schemas: SchemaSet
    var members: [JSONSchema.Member] = []

    mutating func member<Value: AdminValue>(_ key: StaticString, _ value: inout Value, _ about: StaticString) {
        add("\(key)", Value.self, isRequired: !Value.mayBeAbsent, about)
    }

    mutating func defaulted<Value: AdminValue>(_ key: StaticString, _ value: inout Value, _ about: StaticString) {
        add("\(key)", Value.self, isRequired: false, about)
    }

    mutating func member<Value: AdminValue>(
        _ key: StaticString, _ value: inout Value, _ about: StaticString, as schema: JSONSchema
    ) {
        members.append(
            JSONSchema.Member(key: "\(key)", schema: schema, isRequired: !Value.mayBeAbsent, about: "\(about)"))
    }

    mutating func defaulted<Value: AdminValue>(
        _ key: StaticString, _ value: inout Value, _ about: StaticString, as schema: JSONSchema
    ) {
        members.append(JSONSchema.Member(key: "\(key)", schema: schema, isRequired: false, about: "\(about)"))
    }

    private mutating func add<Value: AdminValue>(
        _ key: String, _ type: Value.Type, isRequired: Bool, _ about: StaticString
    ) {
        members.append(
            JSONSchema.Member(
                key: key, schema: type.schema(in: &schemas), isRequired: isRequired, about: "\(about)"))
    }
}
