/// How an engine compiles and how much it lets its instances have. All sizes in bytes.
package struct EngineSettings: Sendable, Equatable {
    /// Where instances live.
    package enum Allocation: Sendable, Equatable {
        /// A fixed number of slots, set aside at start: an instance costs microseconds. For requests. There are a few
        /// more, for instances that are being freed (`Engine.slotsSetAside`).
        case pool(slots: Int)
        /// Mapped when needed. For the one run of a module's initialisation.
        case onDemand
    }

    package enum Compiler: String, Sendable {
        /// Slow to compile, fast to run.
        case optimising
        /// Fast to compile, slow to run: for code that runs once.
        case baseline
    }

    package var allocation = Allocation.pool(slots: 1024)
    package var compiler = Compiler.optimising
    /// The largest memory that an instance may ever have.
    package var memoryBytesMax = 16 << 20
    /// How much of a slot's memory is zeroed by hand rather than given back to the system when an instance ends.
    /// Page faults cost more than zeroing: 4 against 21 microseconds an instance.
    package var memoryBytesResident = 1 << 20
    /// Entries of a module's function table.
    package var tableElementsMax = 20_000
    /// What a guest's own calls may use of a stack.
    package var guestStackBytes = 512 << 10
    /// A whole stack: the guest's part, and room for host functions.
    package var stackBytes = 1 << 20
    /// Memories start as copy-on-write views of the module's image rather than by copying it.
    package var copiesOnWrite = true
    /// Guests yield at the end of their slice. Without it nothing stops a guest: only to measure what it costs.
    package var interruptsGuests = true

    /// The engine counts the instructions that guests execute (its "fuel"): what `CountedModule` is held to.
    package var countsFuel = false

    package init() {}

    /// The library that the declarations in CWasmtime.h belong to.
    package static let libraryVersion = "50.0.1"

    /// The settings that compiled code depends on, as text. (The library checks the rest when it loads such code.)
    package var fingerprint: String {
        "wasmtime \(Self.libraryVersion), \(compiler.rawValue), copy on write \(copiesOnWrite), mitigations on"
            + (interruptsGuests ? "" : ", never interrupted") + (countsFuel ? ", counted" : "")
    }
}
