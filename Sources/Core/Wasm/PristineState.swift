internal import Glibc

/// What an instance is when it is new: the content of its memory, the values of its globals. With it an instance that has
/// finished a call can be rewound instead of thrown away, for the next call to find nothing of the one before.
///
/// Lifetime: deployment. Immutable, shared by all loops.
///
/// A rewound instance cannot be told from a new one: memory is written over, from the first byte to the last but for what
/// the processor did not let anybody write to (`TouchedPages`), globals are set, tables cannot have changed (`CodeScan`),
/// passive segments do not exist (`Snapshot` refuses them), and an instance that trapped, was abandoned or grew is never
/// rewound. It costs 1.4 µs less than the engine's making and dropping.
@safe package final class PristineState: @unchecked Sendable {
    /// Larger memories are thrown away: the engine gives back what was not touched, which writing over cannot.
    package static let memoryBytesMax = 256 << 10

    /// Zeroes shorter than this are copied with what is around them.
    private static let gapMin = 4096

    /// Mapped for itself: of zeroes that nobody has written the system keeps none.
    private let image: UnsafeMutableRawPointer
    private let count: Int
    /// All of it, in order.
    private let pieces: [TouchedPages.Piece]
    /// What the host sets; empty where the module does it (`EnterFunction`).
    let globals: [(type: ValueType, bits: UInt64)]
    let hasEnterFunction: Bool

    /// Reads a new instance; nil where it cannot be rewound.
    init?(_ instance: Instance, globals: [(type: ValueType, bits: UInt64)], hasEnterFunction: Bool) {
        let memory = instance.memory
        guard memory.count <= PristineState.memoryBytesMax,
            let bytes = unsafe memory.bytes(at: 0, count: UInt32(memory.count)), let start = bytes.baseAddress
        else { return nil }
        count = bytes.count
        let access = PROT_READ | PROT_WRITE
        guard let image = unsafe mmap(nil, max(bytes.count, 1), access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            unsafe image != MAP_FAILED
        else { return nil }
        unsafe self.image = image
        let runs = unsafe PristineState.nonZeroRuns(bytes)
        for run in runs { unsafe memcpy(image + run.lowerBound, start + run.lowerBound, run.count) }
        pieces = PristineState.pieces(runs, count: bytes.count)
        self.globals = hasEnterFunction ? [] : globals
        self.hasEnterFunction = hasEnterFunction
    }

    deinit { unsafe munmap(image, max(count, 1)) }

    /// Writes the image over `memory`; false when that has another size by now.
    ///
    /// - Parameter pages: the memory's own; made here.
    func restore(_ memory: GuestMemory, _ pages: inout TouchedPages?) -> Bool {
        guard memory.count == count, let room = unsafe memory.mutableBytes(at: 0, count: UInt32(count)),
            let start = room.baseAddress
        else { return false }
        if pages == nil { pages = unsafe TouchedPages(start, count: count, pieces: pieces) }
        let pieces = unsafe pages?.prepare(image, whole: pieces) ?? pieces
        for index in pieces.indices {
            let range = pieces[index].range
            if pieces[index].isZero {
                unsafe memset(start + range.lowerBound, 0, range.count)
            } else {
                unsafe memcpy(start + range.lowerBound, image + range.lowerBound, range.count)
            }
        }
        pages?.settle(whole: self.pieces)
        return true
    }

    /// The runs and the zeroes between them.
    private static func pieces(_ runs: [Range<Int>], count: Int) -> [TouchedPages.Piece] {
        var pieces: [TouchedPages.Piece] = []
        var position = 0
        for run in runs {
            if run.lowerBound > position {
                pieces.append(TouchedPages.Piece(range: position..<run.lowerBound, isZero: true))
            }
            pieces.append(TouchedPages.Piece(range: run, isZero: false))
            position = run.upperBound
        }
        if position < count { pieces.append(TouchedPages.Piece(range: position..<count, isZero: true)) }
        return pieces
    }

    private static func nonZeroRuns(_ bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            // Memory is a whole number of pages, so eight bytes fit wherever the index is a multiple of eight.
            if index & 7 == 0, unsafe bytes.load(fromByteOffset: index, as: UInt64.self) == 0 {
                index += 8
                continue
            }
            if unsafe bytes[index] != 0 {
                if let last = runs.last, index - last.upperBound < gapMin {
                    runs[runs.count - 1] = last.lowerBound..<index + 1
                } else {
                    runs.append(index..<index + 1)
                }
            }
            index += 1
        }
        return runs
    }
}
