internal import Glibc

/// Which pages of an instance's memory may differ from its beginning, so that only those are written over.
///
/// For its first requests each page is compared with the image: who needs one once will need it again, and what is as it
/// was need not be written, which would give memory to pages that nobody uses.
/// The others are made read-only then, and stay so from request to request. A guest that writes to one all the same is
/// let through by `WriteFaults`, and looked at anew. So a page that is not writable is as it was, by the processor's word.
///
/// Part of an instance, from its first rewinding to its end. One thread: the instance's.
@safe final class TouchedPages {
    /// A part of the image and how it comes about.
    struct Piece {
        var range: Range<Int>
        var isZero: Bool
    }

    /// How many requests are looked at before pages are protected.
    private static let requestsLookedAt = 8
    /// After so many times it is as it is: a guest that touches another page each time has it writable in the end.
    private static let looksMax = 8
    /// Shorter runs are not worth a mapping.
    private static let runPagesMin = 2

    private let base: UnsafeMutableRawPointer
    private let byteCount: Int
    private let pageBytes: Int
    private let entry: Int
    /// Seen to differ once.
    private var touched: UInt64 = 0
    /// For which `pieces` stand.
    private var writable: UInt64 = .max
    /// All that is not protected.
    private(set) var pieces: [Piece]
    private var lookedAt = 0
    private var looks = 0

    /// Nil where it cannot be watched: too many are.
    ///
    /// - Parameter pieces: the whole image's.
    init?(_ base: UnsafeMutableRawPointer, count: Int, pieces: [Piece]) {
        pageBytes = WriteFaults.pageBytes
        guard pageBytes > 0, count <= 64 * pageBytes, count % pageBytes == 0,
            let entry = unsafe WriteFaults.watch(base, count: count)
        else { return nil }
        unsafe self.base = base
        byteCount = count
        self.entry = entry
        self.pieces = pieces
    }

    /// All of the memory is writable again: whoever frees it writes there, and no signal can tell on every thread.
    deinit {
        if WriteFaults.writable(entry) != .max { unsafe mprotect(base, byteCount, PROT_READ | PROT_WRITE) }
        WriteFaults.forget(entry)
    }

    /// Before the memory is restored: with what it is to be written over. Everything else is as in the image.
    ///
    /// - Parameter whole: the whole image's.
    func prepare(_ image: UnsafeRawPointer, whole: [Piece]) -> [Piece] {
        let now = WriteFaults.writable(entry)
        if now != writable {
            writable = now
            pieces = clipped(whole, to: writable)
            lookedAt = 0
        }
        guard lookedAt < Self.requestsLookedAt, looks < Self.looksMax else { return pieces }
        lookedAt += 1
        for page in 0..<byteCount / pageBytes where (writable & ~touched) >> UInt64(page) & 1 != 0 {
            if unsafe memcmp(base + page * pageBytes, image + page * pageBytes, pageBytes) != 0 {
                touched |= 1 << UInt64(page)
            }
        }
        return clipped(whole, to: writable & touched)
    }

    /// After the memory was restored: protects what no request has touched, when enough were looked at.
    func settle(whole: [Piece]) {
        guard lookedAt == Self.requestsLookedAt, looks < Self.looksMax else { return }
        lookedAt += 1
        looks += 1
        let count = byteCount / pageBytes
        // What is protected stays so, also where longer runs have come up: whoever writes over memory takes every other page
        // for writable.
        let kept = ~writable
        let free = WriteFaults.runsMax - PageRuns.all(of: kept, count: count).count
        let runs = PageRuns.all(of: ~touched & ~kept, count: count).filter { $0.count >= Self.runPagesMin }
        let added = runs.sorted(by: { $0.count > $1.count }).prefix(max(free, 0))
        guard !added.isEmpty else { return }
        WriteFaults.setWritable(entry, added.reduce(writable) { $0 & ~PageRuns.mask($1) })
        for run in added
        where unsafe mprotect(base + run.lowerBound * pageBytes, run.count * pageBytes, PROT_READ) != 0 {
            // The system has no more mappings to give: none is protected, nor will be.
            unsafe mprotect(base, byteCount, PROT_READ | PROT_WRITE)
            WriteFaults.setWritable(entry, .max)
            looks = Self.looksMax
            break
        }
        writable = WriteFaults.writable(entry)
        pieces = clipped(whole, to: writable)
    }

    /// Those parts that lie in these pages.
    private func clipped(_ whole: [Piece], to pages: UInt64) -> [Piece] {
        if pages == .max { return whole }
        var clipped: [Piece] = []
        for run in PageRuns.all(of: pages, count: byteCount / pageBytes) {
            let bytes = run.lowerBound * pageBytes..<run.upperBound * pageBytes
            for piece in whole where piece.range.overlaps(bytes) {
                clipped.append(Piece(range: piece.range.clamped(to: bytes), isZero: piece.isZero))
            }
        }
        return clipped
    }
}
