/// Text from elsewhere in a message: between quotes, on one line, and no longer than a line.
package enum Quoted {
    private static let scalarsMax = 80

    package static func text(_ text: some StringProtocol) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(scalarsMax) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                if scalar == "\"" || scalar == "\\" { shown += "\\" }
                shown.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > scalarsMax ? "\"\(shown)…\"" : "\"\(shown)\""
    }
}
