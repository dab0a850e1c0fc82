import Glibc
import Testing

@testable import Wasm

/// What a guest's memory is to be written over with, as it learns which pages are used.
@Suite("Touched pages")
struct TouchedPagesTests {
    private static let pages = 16

    /// The handler of faults takes its place behind an engine's.
    private let engine: Engine

    init() throws {
        var settings = EngineSettings()
        settings.allocation = .onDemand
        engine = try Engine(settings)
    }

    private func withMemory(_ body: (UnsafeMutableRawPointer, UnsafeMutableRawPointer, Int) throws -> Void) throws {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let count = Self.pages * page
        guard let memory = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) else {
            throw WasmError("test", "no memory")
        }
        let image = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: page)
        unsafe memset(image, 0, count)
        defer {
            unsafe munmap(memory, count)
            unsafe image.deallocate()
        }
        try unsafe body(memory, image, page)
    }

    /// A request that writes to these pages, and its undoing.
    private func request(
        _ touched: TouchedPages, _ memory: UnsafeMutableRawPointer, _ image: UnsafeMutableRawPointer, page: Int,
        writing pages: [Int], whole: [TouchedPages.Piece]
    ) {
        for number in pages { unsafe memory.storeBytes(of: 1, toByteOffset: number * page, as: UInt8.self) }
        for piece in unsafe touched.prepare(image, whole: whole) {
            unsafe memcpy(memory + piece.range.lowerBound, image + piece.range.lowerBound, piece.range.count)
        }
        touched.settle(whole: whole)
        #expect(unsafe memcmp(memory, image, Self.pages * page) == 0)
    }

    @Test("only pages that were used are written over, once some requests were seen; others when they are used")
    func learning() throws {
        try unsafe withMemory { memory, image, page in
            let whole = [TouchedPages.Piece(range: 0..<Self.pages * page, isZero: true)]
            let touched = try #require(unsafe TouchedPages(memory, count: Self.pages * page, pieces: whole))
            for _ in 0..<10 {
                unsafe request(touched, memory, image, page: page, writing: [0, 7], whole: whole)
            }
            #expect(touched.pieces.map(\.range) == [0..<page, 7 * page..<8 * page])

            unsafe request(touched, memory, image, page: page, writing: [0, 4], whole: whole)
            #expect(touched.pieces.map(\.range) == [0..<8 * page], "the run that page 4 lies in is looked at again")
            for _ in 0..<10 { unsafe request(touched, memory, image, page: page, writing: [], whole: whole) }
            #expect(touched.pieces.map(\.range) == [0..<page, 4 * page..<5 * page, 7 * page..<8 * page])
        }
    }

    @Test("a protected run is written over by nobody when longer ones come up that want its place")
    func moreRunsThanPlaces() throws {
        try unsafe withMemory { memory, image, page in
            let whole = [TouchedPages.Piece(range: 0..<Self.pages * page, isZero: true)]
            let touched = try #require(unsafe TouchedPages(memory, count: Self.pages * page, pieces: whole))
            // Runs of 7, 2, 2 and 2 pages: all the places there are.
            for _ in 0..<10 {
                unsafe request(touched, memory, image, page: page, writing: [7, 10, 13], whole: whole)
            }
            #expect(touched.pieces.map(\.range) == [7, 10, 13].map { $0 * page..<($0 + 1) * page })
            // The first becomes two of 3, and there are five.
            for _ in 0..<10 {
                unsafe request(touched, memory, image, page: page, writing: [3, 7, 10, 13], whole: whole)
            }
            for number in 0..<Self.pages {
                unsafe request(touched, memory, image, page: page, writing: [number], whole: whole)
            }
        }
    }

    @Test("all of it can be written again once nobody looks any more")
    func end() throws {
        try unsafe withMemory { memory, image, page in
            let whole = [TouchedPages.Piece(range: 0..<Self.pages * page, isZero: true)]
            var touched = unsafe TouchedPages(memory, count: Self.pages * page, pieces: whole)
            for _ in 0..<10 {
                try unsafe request(#require(touched), memory, image, page: page, writing: [3], whole: whole)
            }
            touched = nil
            // A signal would find nobody that knows of this memory, and end the process.
            unsafe memset(memory, 1, Self.pages * page)
            #expect(unsafe memory.load(fromByteOffset: 9 * page, as: UInt8.self) == 1)
        }
    }
}
