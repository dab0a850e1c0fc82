/// Why a test could not go on. Never an expectation: those are `#expect`.
struct EndToEndError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
