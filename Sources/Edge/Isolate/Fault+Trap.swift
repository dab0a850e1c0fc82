internal import Wasm

extension Fault {
    /// Functions in which a trap means that there was no memory left.
    private static let allocators: Set<String> = [
        "malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "swiftlet_arena", "swift_slowAlloc",
        "swift_allocObject", "swift_allocBox", "swift_allocEmptyBox",
    ]

    /// What a trap means to the worker's author.
    ///
    /// - Parameter lastWords: what the worker said before, where it trapped on purpose.
    init(_ trap: Trap, memoryBytes: Int, _ limits: WorkerLimits, lastWords: String? = nil) {
        if trap.frames.prefix(3).contains(where: { Self.allocators.contains($0.name) }) {
            let limit = limits.ofMemory
            self.init(
                .memory, "no memory left: \(memoryBytes) bytes in use of \(limit.value)",
                frames: trap.frames, limit: limit)
        } else if trap.kind == .stackOverflow {
            // Of the process, not of the worker: hence no `Limit`.
            let value = limits.stackBytes.inBytes
            self.init(
                .stack, "\(trap.message): its calls need more than \(value); the key is [limits] isolate_stack",
                frames: trap.frames)
        } else if trap.kind == .dataStackOverflow {
            self.init(.stack, trap.message, frames: trap.frames)
        } else if trap.kind == .interrupted {
            let limit = Limit(key: "limits.init_cpu", value: limits.initialisationCPU.inWords)
            self.init(.cpu, "\(limit.value) used up", frames: trap.frames, limit: limit)
        } else {
            let lastWords = trap.kind == .unreachable ? lastWords : nil
            self.init(.trap, lastWords ?? trap.message, frames: trap.frames)
            isInOwnWords = lastWords != nil
        }
    }
}

extension WorkerLimits {
    var ofMemory: Fault.Limit { Fault.Limit(key: "limits.memory", value: memoryBytes.inBytes) }
}

extension Int {
    /// A number of bytes as the configuration says it: "16MiB".
    package var inBytes: String {
        switch self {
        case (1 << 20)... where self % (1 << 20) == 0: "\(self >> 20)MiB"
        case (1 << 10)... where self % (1 << 10) == 0: "\(self >> 10)KiB"
        default: "\(self)B"
        }
    }
}
