internal import Wasm

extension Fault {
    /// Functions in which a trap means that there was no memory left.
    private static let allocators: Set<String> = [
        "malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "swiftlet_arena", "swift_slowAlloc",
        "swift_allocObject", "swift_allocBox", "swift_allocEmptyBox",
    ]

    /// What a trap means to the worker's author.
    init(_ trap: Trap, memoryBytes: Int, _ limits: WorkerLimits) {
        if trap.frames.prefix(3).contains(where: Self.allocators.contains) {
            self.init(
                .memory, "no memory left: \(memoryBytes) bytes in use, limits.memory is \(limits.memoryBytes)",
                frames: trap.frames)
        } else if trap.kind == .stackOverflow || (trap.kind == .memoryOutOfBounds && Self.isRecursion(trap.frames)) {
            self.init(.stack, "recursion without end", frames: trap.frames)
        } else if trap.kind == .interrupted {
            self.init(.cpu, "\(limits.initialisationCPU.inMilliseconds) used up", frames: trap.frames)
        } else {
            self.init(.trap, trap.message, frames: trap.frames)
        }
    }

    /// The guest's own stack lies first in memory (wasm-ld --stack-first): running off it is an access outside of memory,
    /// told from others by a backtrace that is cut off and says the same names again and again.
    private static func isRecursion(_ frames: [String]) -> Bool {
        frames.count >= Trap.framesMax && Set(frames).count <= frames.count / 2
    }
}
