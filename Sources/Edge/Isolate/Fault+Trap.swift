internal import Wasm

extension Fault {
    /// Functions in which a trap means that there was no memory left.
    private static let allocators: Set<String> = [
        "malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "swiftlet_arena", "swift_slowAlloc",
        "swift_allocObject", "swift_allocBox", "swift_allocEmptyBox",
    ]

    /// A recursion this deep that runs out of memory has run off the end of the guest's own stack, which wasm-ld puts
    /// first in memory.
    private static let deepFrames = Trap.framesMax

    /// What a trap means to the worker's author.
    init(_ trap: Trap, memoryBytes: Int, _ limits: WorkerLimits) {
        let isDeep = trap.frames.count >= Self.deepFrames
        if trap.frames.prefix(3).contains(where: Self.allocators.contains) {
            self.init(
                .memory, "no memory left: \(memoryBytes) bytes in use, the limit is \(limits.memoryBytes)",
                frames: trap.frames)
        } else if trap.kind == .stackOverflow || (trap.kind == .memoryOutOfBounds && isDeep) {
            self.init(.stack, "recursion without end", frames: trap.frames)
        } else if trap.kind == .interrupted {
            self.init(.cpu, "\(limits.initialisationCPU) used up", frames: trap.frames)
        } else {
            self.init(.trap, trap.message, frames: trap.frames)
        }
    }
}
