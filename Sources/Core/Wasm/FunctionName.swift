internal import Glibc

/// A function's name as a person would write it: Swift's mangled names are demangled and freed of the compiler's notes
/// on how it specialised them; others stay as they are.
package func readableName(_ name: String) -> String {
    guard name.hasPrefix("$s") || name.hasPrefix("$e") || name.hasPrefix("_$s") else {
        return name.utf8.count <= nameBytesMax ? name : "\(name.prefix(nameBytesMax))…"
    }
    let mangled = MangledName(name)
    guard mangled.isSafe else { return mangled.shortForm }
    guard let demangled = demangle(name) else { return name }
    var text = demangled[...]
    // "generic specialization <Swift.Int> of ", "function signature specialization <Arg[0] = Dead> of ", "merged "
    while let note = compilersNotes.first(where: { text.hasPrefix($0) }) { text = dropNote(text, note) }
    return withoutDiscriminators(String(text).replacing("Swift.", with: ""))
}

/// "(f in _4E82DC143A8DD4D0A5EED30FFAEF98D2)" is a private "f": the compiler tells files apart so.
private func withoutDiscriminators(_ text: String) -> String {
    guard text.contains(" in _") else { return text }
    return text.replacing(#/\(([^()\s]+) in _[0-9A-F]{32}\)/#) { $0.output.1 }
}

/// The same for a line of text: the SDK's types stand without their module; effects and result, which the name implies, are
/// left out.
package func shortName(_ name: String) -> String {
    let text = name.replacing("Swiftlet.", with: "").replacing("(extension in Swift):", with: "")[...]
    var depth = 0
    var previous: Character = " "
    for index in text.indices {
        defer { previous = text[index] }
        switch text[index] {
        case "(", "<": depth += 1
        case ")" where depth == 1:
            return String(text[...index])
        case ")": depth -= 1
        case ">" where depth > 0 && previous != "-": depth -= 1
        default: break
        }
    }
    return String(text)
}

/// No compiler writes longer ones; a module may hold any.
private let nameBytesMax = 1024

private let compilersNotes = [
    "generic specialization <", "function signature specialization <", "generic partial specialization <",
    "generic not re-abstracted specialization <", "partial apply forwarder for ", "specialized ", "merged ",
    "outlined ",
    "reabstraction thunk ", "@objc ",
]

/// Drops one note of the compiler's: a word, or a bracketed list and the "of" that follows it.
private func dropNote(_ text: Substring, _ note: String) -> Substring {
    guard note.hasSuffix("<") else { return text.dropFirst(note.count) }
    guard let end = text.firstRange(of: "> of ") else { return text.dropFirst(note.count) }
    return text[end.upperBound...]
}

private func demangle(_ name: String) -> String? {
    guard let text = unsafe swiftDemangle(name, name.utf8.count, nil, nil, 0) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
}

/// The Swift runtime's demangler. It has no module that exports it, hence the underscored attribute; the alternative,
/// looking it up with `dlsym`, fails in a statically linked binary.
@_silgen_name("swift_demangle")
private func swiftDemangle(
    _ name: UnsafePointer<CChar>?, _ length: Int, _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?
