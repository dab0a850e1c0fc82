/// Names that a worker's module or type cannot have, because something in its package has them.
enum ReservedNames {
    /// Swift's reserved words: no module can be called so.
    static let keywords: Set<String> = [
        "Any", "Protocol", "Self", "Type", "as", "associatedtype", "break", "case", "catch", "class", "continue",
        "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for",
        "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator",
        "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self", "static", "struct",
        "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]

    /// Modules and packages that workers and their tests are built with, in lower case; and names that the build gives
    /// a meaning of its own.
    static let modules: Set<String> = [
        "swiftlet", "swiftletformats", "swiftlettesting", "swiftlet_sdk", "guest", "cworkerabi", "httptypes",
        "swift_http_types", "swiftletmacros", "swiftletmacroplugin",
        "swift", "swiftshims", "builtin", "testing", "xctest", "foundation", "glibc", "dispatch",
        "main", "test", "tests", "all", "packagedescription",
    ]

    /// Types that the SDK, the testing library, Swift or a template declares.
    static let types: Set<String> = [
        // Swiftlet, SwiftletTesting and HTTPTypes
        "Base64Padding", "Body", "ByteRanges", "Bytes", "CacheControl", "Clock", "Cookie", "Cookies", "ETag", "Env",
        "Experiments", "HTTPDate", "HTTPField", "HTTPFields", "HTTPRequest", "HTTPResponse", "HeaderRules",
        "HeaderRulesError", "Headers", "Host", "JSON",
        "JSONArray",
        "JSONError", "JSONNumber", "JSONObject", "JSONReader", "JSONString", "JSONWriter", "Log", "MediaType", "Memory",
        "Origin",
        "BodyTransform", "BodyWriter", "Composer", "Composition", "Context", "JSONShape", "PartFailure", "PartFallback",
        "Replacement",
        "OriginDouble", "PendingResponse", "PercentEncodeSet", "Precondition", "QueryItem", "QueryItems", "Random",
        "Request", "Response", "SetCookie", "TestHost", "URL", "URLError", "UUID", "Variant", "Visitor", "Worker",
        "WorkerError",
        "InvalidJSON", "JSONCodable", "JSONDecodable", "JSONEncodable", "JSONIgnored", "JSONKey", "JSONKeys",
        "ByteSource", "HMAC", "HashFunction", "HashFunctionID", "JWKS", "JWTAlgorithm", "JWTClaim", "JWTClaims",
        "JWTError", "JWTKey", "JWTVerifier", "LogValue", "SHA256", "SHA384", "SHA512", "Secret", "SignatureCheck",
        "UnverifiedJWT",
        // Testing
        "Attachment", "Bug", "Comment", "Confirmation", "Issue", "SourceLocation", "Suite", "Tag", "Test", "Trait",
        // Swift
        "Any", "AnyObject", "Array", "Bool", "Character", "Codable", "Collection", "Comparable", "Dictionary", "Double",
        "Duration", "Equatable", "Error", "Float", "Hashable", "Hasher", "Int", "Never", "Optional", "Protocol",
        "Range",
        "Result", "Self", "Sendable", "Sequence", "Set", "Slice", "Span", "StaticString", "String", "Substring", "Task",
        "Type", "UInt", "Void",
        // the templates
        "Bucket", "Hash", "KeyRing", "Page", "Part", "Visitor",
    ]
}
