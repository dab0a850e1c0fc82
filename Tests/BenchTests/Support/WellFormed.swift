import Foundation
import FoundationXML

/// What an XML parser says of a document.
final class WellFormed: NSObject, XMLParserDelegate {
    private(set) var elements: [String] = []
    private(set) var attributes: [(element: String, values: [String: String])] = []
    private(set) var text = ""
    private(set) var mistake: String?

    init(_ document: String) {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        if !parser.parse() {
            mistake = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "unknown")"
        }
    }

    func count(_ element: String) -> Int { elements.count { $0 == element } }

    /// Of the first such element.
    func attribute(_ name: String, of element: String) -> String? {
        attributes.first { $0.element == element }?.values[name]
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes values: [String: String]
    ) {
        elements.append(name)
        attributes.append((name, values))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
