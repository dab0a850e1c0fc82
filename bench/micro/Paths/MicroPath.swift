/// One way through the code that every request goes, or many: measured alone, in nanoseconds and in instructions.
struct MicroPath {
    /// Goes it so many times.
    typealias Run = (_ times: Int) throws -> Void

    let name: String
    /// Times that say enough: some ten million instructions.
    let times: Int
    /// What is made once, and not measured.
    let prepare: () throws -> Run

    init(_ name: String, times: Int, prepare: @escaping () throws -> Run) {
        self.name = name
        self.times = times
        self.prepare = prepare
    }

    /// All of them, always in this order.
    ///
    /// - Parameters:
    ///   - checkout: the root of the sources; of them the built workers and the demo's documents are read.
    ///   - cache: where compiled modules are kept; nil: nowhere.
    static func all(checkout: String, cache: String?) -> [MicroPath] {
        ParserPaths.all + HeadPaths.all + RouterPaths.all + RulePaths.all + [DeadlinePath.path] + TLSPaths.all
            + IsolatePaths(checkout: checkout, cache: cache).all
    }
}
