/// A worker's module as a build left it.
package struct BuiltWorker: Sendable {
    /// The path of what is deployed: no DWARF, with the names of functions.
    package var module: String
    /// The path of the same module as it was linked, with DWARF; nil: there is none.
    package var debug: String?
    package var moduleBytes: Int
    /// Where the time went, in order; empty when nothing had to be built.
    package var phases: [(name: String, duration: Duration)]

    package init(module: String, debug: String?, moduleBytes: Int, phases: [(name: String, duration: Duration)] = []) {
        self.module = module
        self.debug = debug
        self.moduleBytes = moduleBytes
        self.phases = phases
    }
}
