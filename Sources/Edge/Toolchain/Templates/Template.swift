/// What `swiftlet new` can make: a package each, of a few files that are meant to be changed.
///
/// The files are kept as text with three words to replace: `{{name}}`, `{{module}}` and `{{type}}` (see `WorkerName`).
package enum Template: String, CaseIterable, Sendable {
    case hello, ab, bff, proxy, gate

    /// What the worker does, in one line.
    package var summary: String {
        switch self {
        case .hello: "answers every request with a line of text"
        case .ab: "sorts visitors into the buckets of an A/B experiment"
        case .bff: "makes one JSON page of three answers of an API"
        case .proxy: "is a reverse proxy that rewrites headers"
        case .gate: "lets only requests with a known key through to an API"
        }
    }

    /// Sources, tests, configuration: what differs between the templates.
    var ownFiles: [TemplateFile] {
        switch self {
        case .hello: HelloTemplate.files
        case .ab: ABTemplate.files
        case .bff: BFFTemplate.files
        case .proxy: ProxyTemplate.files
        case .gate: GateTemplate.files
        }
    }

    /// The README's part about trying it: comments and curl lines.
    var trying: String {
        switch self {
        case .hello: HelloTemplate.trying
        case .ab: ABTemplate.trying
        case .bff: BFFTemplate.trying
        case .proxy: ProxyTemplate.trying
        case .gate: GateTemplate.trying
        }
    }

    /// Every file of the package, with its names filled in.
    package func files(_ name: WorkerName, _ sdk: SDKReference) -> [TemplateFile] {
        let shared = [
            TemplateFile("Package.swift", SharedFiles.manifest(sdk)),
            TemplateFile("README.md", SharedFiles.readme(summary: summary, trying: trying)),
            TemplateFile(".gitignore", SharedFiles.gitignore),
            BenchSuites.suite(self),
        ]
        return (shared + ownFiles).map { $0.filled(name) }
    }
}

/// A file of a template: where it goes in the package, and what is in it.
package struct TemplateFile: Sendable, Equatable {
    package var path: String
    package var text: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
    }

    func filled(_ name: WorkerName) -> TemplateFile {
        TemplateFile(Self.fill(path, name), Self.fill(text, name))
    }

    private static func fill(_ text: String, _ name: WorkerName) -> String {
        var result = ""
        var rest = text[...]
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            rest = rest[brace...]
            if let (word, value) = name.words.first(where: { rest.hasPrefix($0.word) }) {
                result += value
                rest = rest.dropFirst(word.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result + rest
    }
}

extension WorkerName {
    /// What the templates' words stand for.
    fileprivate var words: [(word: String, value: String)] {
        [("{{name}}", name), ("{{module}}", module), ("{{type}}", type)]
    }
}
