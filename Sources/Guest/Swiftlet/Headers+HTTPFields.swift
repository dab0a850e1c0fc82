public import HTTPTypes

extension Headers {
    /// These fields as swift-http-types has them: a copy of each name and value.
    @export(interface)
    public var fields: HTTPFields {
        var fields = HTTPFields()
        forEach { name, value in
            // The host lets no invalid name in, and refuses the edit that makes one.
            guard let name = HTTPField.Name(name.text) else { return }
            fields.append(HTTPField(name: name, value: value.text))
        }
        return fields
    }

    /// A message made by the worker with these fields.
    @export(interface)
    public init(_ fields: HTTPFields) {
        self.init()
        for field in fields { append(field.name, field.value) }
    }
}
