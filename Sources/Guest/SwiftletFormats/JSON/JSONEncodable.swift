/// A type that can be written as JSON: by hand, or with `@JSONCodable` of SwiftletMacros, which writes the same.
///
///     extension Item: JSONEncodable {
///         func write(to json: inout JSONWriter) {
///             json.object { json in json.member("sku", sku) }
///         }
///     }
public protocol JSONEncodable {
    /// Writes one value.
    func write(to json: inout JSONWriter)
}

extension JSONEncodable {
    /// The value as a text.
    public func jsonBytes() -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }
}

extension JSONWriter {
    /// A value of any type that can be written.
    public mutating func encode(_ value: some JSONEncodable) {
        value.write(to: &self)
    }

    /// A member of an object, whose value is a literal: no String is made of it.
    public mutating func member(_ key: StaticString, _ text: StaticString) {
        self.key(key)
        value(text)
    }

    // Disfavoured, so that a literal takes the overload above.
    /// A member of an object.
    @_disfavoredOverload
    public mutating func member(_ key: StaticString, _ value: some JSONEncodable) {
        self.key(key)
        value.write(to: &self)
    }

    /// A member of an object; nil writes none.
    @_disfavoredOverload
    public mutating func member<Value: JSONEncodable>(_ key: StaticString, _ value: Value?) {
        guard let value else { return }
        self.key(key)
        value.write(to: &self)
    }
}

extension Bool: JSONEncodable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

/// null for infinities and NaN, for which JSON has no word.
extension Double: JSONEncodable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

/// As few digits as tell it from every other `Float`; null for infinities and NaN.
extension Float: JSONEncodable {
    public func write(to json: inout JSONWriter) {
        if isFinite { json.raw(Bytes(copying: description)) } else { json.null() }
    }
}

extension String: JSONEncodable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension JSONString: JSONEncodable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension JSON: JSONEncodable {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

/// null for nil.
extension Optional: JSONEncodable where Wrapped: JSONEncodable {
    public func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.null() }
    }
}

extension Array: JSONEncodable where Element: JSONEncodable {
    public func write(to json: inout JSONWriter) {
        json.array { json in
            for element in self { element.write(to: &json) }
        }
    }
}

/// The members come in no particular order.
extension Dictionary: JSONEncodable where Key == String, Value: JSONEncodable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            for (key, value) in self {
                json.key(JSONString(key))
                value.write(to: &json)
            }
        }
    }
}

extension JSONEncodable where Self: RawRepresentable, RawValue: JSONEncodable {
    public func write(to json: inout JSONWriter) { rawValue.write(to: &json) }
}

extension JSONEncodable where Self: FixedWidthInteger {
    public func write(to json: inout JSONWriter) { json.value(self) }
}

extension Int: JSONEncodable {}
extension Int8: JSONEncodable {}
extension Int16: JSONEncodable {}
extension Int32: JSONEncodable {}
extension Int64: JSONEncodable {}
extension UInt: JSONEncodable {}
extension UInt8: JSONEncodable {}
extension UInt16: JSONEncodable {}
extension UInt32: JSONEncodable {}
extension UInt64: JSONEncodable {}
