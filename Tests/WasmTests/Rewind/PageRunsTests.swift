import Testing

@testable import Wasm

@Suite("Runs of pages")
struct PageRunsTests {
    @Test("a run of clear bits is found from each of its bits", arguments: [3, 4, 5, 6])
    func around(page: Int) {
        #expect(PageRuns.around(page, clear: ~0b111_1000) == 3..<7)
    }

    @Test("a set bit is in no run")
    func none() {
        #expect(PageRuns.around(2, clear: 0b100).isEmpty)
        #expect(PageRuns.around(64, clear: 0).isEmpty)
    }

    @Test("runs reach to both ends")
    func ends() {
        #expect(PageRuns.around(0, clear: 0) == 0..<64)
        #expect(PageRuns.around(63, clear: 0) == 0..<64)
        #expect(PageRuns.around(63, clear: .max >> 1) == 63..<64)
        #expect(PageRuns.around(0, clear: .max << 1) == 0..<1)
    }

    @Test("the mask of a run has its bits and no others")
    func mask() {
        #expect(PageRuns.mask(0..<64) == .max)
        #expect(PageRuns.mask(3..<7) == 0b111_1000)
        #expect(PageRuns.mask(63..<64) == 1 << 63)
        #expect(PageRuns.mask(5..<5) == 0)
    }

    @Test("all runs among the first so many bits are found, in order")
    func all() {
        #expect(PageRuns.all(of: 0b1101_1100, count: 8) == [2..<5, 6..<8])
        #expect(PageRuns.all(of: .max, count: 16) == [0..<16])
        #expect(PageRuns.all(of: .max, count: 64) == [0..<64])
        #expect(PageRuns.all(of: 1 << 20, count: 16).isEmpty)
        #expect(PageRuns.all(of: 0, count: 64).isEmpty)
    }
}
