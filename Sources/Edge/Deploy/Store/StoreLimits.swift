/// What a store may hold.
package struct StoreLimits: Sendable, Equatable {
    /// Of one worker. Those in use are kept beyond it.
    package var versions = 20
    /// Of all modules together.
    package var bytes = 4 << 30
    /// Of one module, its sections for manifest and signature included.
    package var moduleBytes = 64 << 20

    package init() {}

    package static let versionsRange = 1...10_000
    package static let bytesRange = (1 << 20)...(1 << 50)
    /// A module is held in memory while it is received, checked and compiled.
    package static let moduleBytesRange = 1024...(1 << 30)

    /// Workers, deleted ones included: their numbers are remembered.
    static let workersMax = 10_000
    /// A version's or a state's file.
    static let recordBytesMax = 16 << 20
    /// Repairs that are told.
    static let repairsMax = 256
    /// Files that were moved aside; beyond it the oldest go.
    static let quarantineMax = 256
}
