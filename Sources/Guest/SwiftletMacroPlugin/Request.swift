/// A message of the compiler: what of it matters here.
struct Request {
    var name = ""
    /// The macro's type, as its declaration names it.
    var macro = ""
    /// The declaration that the macro is attached to.
    var source: [UInt8] = []
    /// The file that the source is in, and the place of the source's first byte there.
    var file = ""
    var offset = 0
    var extendedType = ""
    /// Source that lists the protocols that are still to be conformed to.
    var conformances = ""
    /// The head of the type, extension or function that the declaration stands in.
    var context: [UInt8] = []

    init(_ message: Message) {
        guard let (name, content) = message.firstMember(at: 0) else { return }
        self.name = String(decoding: name, as: UTF8.self)
        let declaration = message.member("declSyntax", of: content)
        let location = message.member("location", of: declaration)
        macro = message.text(message.member("typeName", of: message.member("macro", of: content)))
        source = message.string(message.member("source", of: declaration))
        file = message.text(message.member("fileName", of: location))
        offset = message.integer(message.member("offset", of: location))
        extendedType = message.text(message.member("source", of: message.member("extendedTypeSyntax", of: content)))
        let context = message.firstElement(of: message.member("lexicalContext", of: content))
        self.context = message.string(message.member("source", of: context))
        conformances = message.text(message.member("source", of: message.member("conformanceListSyntax", of: content)))
    }
}
