public import HTTPTypes

/// The fields of a message: those it came with, looked up where the host wrote them, and the changes made since.
///
/// Names and shapes are those of `HTTPFields` of swift-http-types. It is mirrored, not used, because an isolate lives
/// for microseconds: see `docs/sdk.md` for the measurement. `fields` and `init(_:)` convert.
///
/// Names are matched regardless of case. Where a field occurs more than once, the order is kept. What HTTP does not allow
/// in a name or value (`\r\n`) is refused when the message leaves the isolate: an answer becomes a 500, a request to an
/// origin throws `.invalid`.
public struct Headers {
    /// The message that these fields came with; nil for a message made by the worker.
    let block: HeadBlock?
    private(set) var edits = EditList()

    package init(block: HeadBlock) {
        self.block = block
    }

    /// No fields.
    public init() {
        block = nil
    }

    // Disfavoured, so that a literal of `HTTPField.Name`s is an `HTTPFields`.
    /// A message made by the worker with these fields, named by literals: `Headers(["X-User": "ada"])`.
    @_disfavoredOverload
    public init(_ fields: KeyValuePairs<StaticString, String>) {
        self.init()
        for (name, value) in fields { append(name, value) }
    }

    /// The value of the fields called `name`: several are joined by ", " (RFC 9110 section 5.3), Cookie by "; ".
    ///
    /// Setting replaces all of them by one, or, with nil, removes them.
    public subscript(name: HTTPField.Name) -> String? {
        get { name.withBytes { name in joined(name) } }
        set { change(Bytes(copying: name.rawName), newValue) }
    }

    /// As with an `HTTPField.Name`; a literal costs no allocation for the name.
    public subscript(name: StaticString) -> String? {
        get { joined(Bytes(name)) }
        set { change(Bytes(name), newValue) }
    }

    /// Each value of the fields called `name`, in order.
    public subscript(values name: HTTPField.Name) -> [String] {
        get { name.withBytes { name in values(name).map { value in value.text } } }
        set {
            edits.record(.remove, Bytes(copying: name.rawName))
            for value in newValue { append(name, value) }
        }
    }

    /// The first value of `name` as bytes: nothing is allocated.
    public func first(_ name: StaticString) -> Bytes? {
        first(Bytes(name))
    }

    /// The first value of `name` as bytes: nothing is allocated.
    public func first(_ name: HTTPField.Name) -> Bytes? {
        name.withBytes { name in first(name) }
    }

    /// Whether there is a field called `name`.
    public func contains(_ name: HTTPField.Name) -> Bool {
        first(name) != nil
    }

    /// Replaces every field called `name` by one.
    public mutating func set(_ name: HTTPField.Name, _ value: String) {
        edits.record(.set, Bytes(copying: name.rawName), Bytes(copying: value))
    }

    /// Replaces every field called `name` by one; a literal costs no allocation for the name.
    public mutating func set(_ name: StaticString, _ value: String) {
        edits.record(.set, Bytes(name), Bytes(copying: value))
    }

    /// Replaces every field called `name` by one; nothing but the record of the change is allocated.
    public mutating func set(_ name: StaticString, _ value: Bytes) {
        edits.record(.set, Bytes(name), value)
    }

    /// Adds a field, whether or not there is one of that name.
    public mutating func append(_ name: HTTPField.Name, _ value: String) {
        edits.record(.append, Bytes(copying: name.rawName), Bytes(copying: value))
    }

    /// Adds a field, whether or not there is one of that name; a literal costs no allocation for the name.
    public mutating func append(_ name: StaticString, _ value: String) {
        edits.record(.append, Bytes(name), Bytes(copying: value))
    }

    /// Adds a field; nothing but the record of the change is allocated.
    public mutating func append(_ name: StaticString, _ value: Bytes) {
        edits.record(.append, Bytes(name), value)
    }

    /// Removes every field called `name`.
    public mutating func remove(_ name: HTTPField.Name) {
        edits.record(.remove, Bytes(copying: name.rawName))
    }

    /// Removes every field called `name`; a name that ends in `*` removes every field that begins so.
    public mutating func remove(_ name: StaticString) {
        edits.record(.remove, Bytes(name))
    }

    /// Adds a Set-Cookie field; nil adds none.
    public mutating func set(_ cookie: SetCookie?) {
        guard let cookie else { return }
        append("Set-Cookie", cookie.bytes)
    }

    /// Repeats a change that was recorded elsewhere.
    package mutating func record(_ edit: Edit) {
        edits.record(edit.operation, edit.name, edit.value)
    }

    /// Records a change; a name or value that HTTP does not allow is refused when the message leaves.
    mutating func record(_ operation: Edit.Operation, _ name: Bytes, _ value: Bytes = Bytes()) {
        edits.record(operation, name, value)
    }

    @export(interface)
    private mutating func change(_ name: Bytes, _ value: String?) {
        if let value {
            edits.record(.set, name, Bytes(copying: value))
        } else {
            edits.record(.remove, name)
        }
    }
}

extension Headers: ExpressibleByDictionaryLiteral {
    /// A message made by the worker with these fields: `[.contentType: "text/css", .vary: "Accept"]`.
    public init(dictionaryLiteral elements: (HTTPField.Name, String)...) {
        self.init()
        for (name, value) in elements { append(name, value) }
    }
}
