/// One function of a guest's backtrace. A value.
package struct Frame: Sendable, Equatable {
    /// As a person would write it: Swift's names are demangled.
    package var name: String
    /// The instruction that trapped, or the call that had not returned: bytes from the beginning of the code section's
    /// content, which is what DWARF counts in. `unknownAddress` where the engine cannot tell.
    package var address: UInt32

    package static let unknownAddress = UInt32.max

    /// What a function without a name is called, with its number.
    static let unnamedPrefix = "function "

    package init(_ name: String, at address: UInt32 = Frame.unknownAddress) {
        self.name = name
        self.address = address
    }
}
