/// A library that the host is linked with: is the one that was loaded of a version that will do?
package struct LibraryCheck: Sendable {
    package enum Need: Sendable {
        /// This one or a later one.
        case atLeast(String)
        /// This very one: its interface changes from release to release. The library may tell the series alone.
        case exactly(String)
    }

    package var name: String
    /// As the library says; nil: it does not say.
    package var found: String?
    package var need: Need
    package var fix: String

    package init(name: String, found: String?, need: Need, fix: String) {
        self.name = name
        self.found = found
        self.need = need
        self.fix = fix
    }

    package var finding: Finding {
        guard let found, let version = Version(found) else {
            return Finding(.warning, name, "its version cannot be told; \(wanted) is needed", fix: fix)
        }
        guard isMet(by: version) else {
            return Finding(.failed, name, "\(found) was loaded; \(wanted) is needed", fix: fix)
        }
        return Finding(.ok, name, "\(found) (\(wanted))")
    }

    private var wanted: String {
        switch need {
        case .atLeast(let text): "\(text) or later"
        case .exactly(let text): "built for \(text)"
        }
    }

    private func isMet(by version: Version) -> Bool {
        switch need {
        case .atLeast(let text): Version(text).map { version >= $0 } ?? false
        case .exactly(let text): Version(text).map { version == $0 || version.isSeries(of: $0) } ?? false
        }
    }
}
