internal import Glibc
internal import Synchronization

/// Notes writes to memories that were made read-only between two requests, and lets them happen: the process's handler of
/// SIGSEGV, before the engine's own.
///
/// Lifetime: process. A fixed table of watched memories; a write to one that is protected makes the whole run of pages
/// writable again and is carried out then. Every other fault goes to who had the signal before: to the engine, which makes
/// a trap of it or gives up.
///
/// A fault happens on the thread that owns the memory, and nowhere but at an instruction that touches it: in the guest's
/// code, or where the host copies something into it. System calls would fail instead: whoever lets one write into a
/// guest's memory touches its pages before.
@safe enum WriteFaults {
    /// Memories watched at once, of all loops: as many as there are isolates, unless configured otherwise. Those beyond are
    /// written over from end to end after each request.
    static let watchedMax = 1_024
    /// Of one memory, runs of pages that are protected: each may cost the system two mappings.
    static let runsMax = 4

    /// What is known of one memory. Its owner writes it; handlers of other threads read the address alone.
    struct Watched: ~Copyable {
        let isTaken = Atomic(false)
        /// 0: of no memory.
        let base = Atomic<UInt>(0)
        let byteCount = Atomic<UInt>(0)
        /// Pages that may be written, by bit.
        let writable = Atomic<UInt64>(.max)
    }

    @safe private struct Table: @unchecked Sendable {
        let entries: UnsafeMutablePointer<Watched>
        let pageBytes: UInt
        let previous: UnsafeMutablePointer<sigaction>
        /// How many are taken, for those who would look in vain, and where the last was found.
        let taken: UnsafeMutablePointer<Atomic<Int>>
        let last: UnsafeMutablePointer<Atomic<Int>>
    }

    /// Made with the first memory, when there is an engine: it has installed its handler then.
    private static let table: Table? = {
        let entries = UnsafeMutablePointer<Watched>.allocate(capacity: watchedMax)
        for index in 0..<watchedMax { unsafe (entries + index).initialize(to: Watched()) }
        let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: 1)
        unsafe previous.initialize(to: sigaction())
        guard unsafe sigaction(SIGSEGV, nil, previous) == 0 else { return nil }
        let counts = UnsafeMutablePointer<Atomic<Int>>.allocate(capacity: 2)
        for index in 0..<2 { unsafe (counts + index).initialize(to: Atomic(0)) }
        return unsafe Table(
            entries: entries, pageBytes: UInt(sysconf(Int32(_SC_PAGESIZE))), previous: previous, taken: counts,
            last: counts + 1)
    }()

    /// The handler takes over with the first call; the table is there by then.
    private static let isInstalled: Bool = {
        guard table != nil else { return false }
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_sigaction = onFault
        // On the stack that the engine gives each thread for signals: the guest's may be used up.
        action.sa_flags = Int32(bitPattern: UInt32(SA_SIGINFO) | UInt32(SA_ONSTACK) | UInt32(SA_NODEFER))
        return unsafe sigaction(SIGSEGV, &action, nil) == 0
    }()

    /// Of the system. 0: nothing can be watched.
    static var pageBytes: Int { isInstalled ? Int(table?.pageBytes ?? 0) : 0 }

    /// A place for a memory of at most 64 pages, all of them writable; nil where all are taken.
    static func watch(_ base: UnsafeMutableRawPointer, count: Int) -> Int? {
        guard isInstalled, let table else { return nil }
        // Where all are taken each loop asks again with each request.
        guard unsafe table.taken.pointee.load(ordering: .relaxed) < watchedMax else { return nil }
        let first = unsafe table.last.pointee.load(ordering: .relaxed)
        for step in 1...watchedMax {
            let index = (first + step) % watchedMax
            // Looked at before: an exchange takes the line of memory away from the other loops.
            guard unsafe !table.entries[index].isTaken.load(ordering: .relaxed),
                unsafe !table.entries[index].isTaken.exchange(true, ordering: .acquiringAndReleasing)
            else { continue }
            unsafe table.taken.pointee.add(1, ordering: .relaxed)
            unsafe table.last.pointee.store(index, ordering: .relaxed)
            unsafe table.entries[index].writable.store(.max, ordering: .relaxed)
            unsafe table.entries[index].byteCount.store(UInt(count), ordering: .relaxed)
            unsafe table.entries[index].base.store(UInt(bitPattern: base), ordering: .releasing)
            return index
        }
        return nil
    }

    /// Gives the place back. All of the memory must be writable.
    static func forget(_ index: Int) {
        guard let table else { return }
        unsafe table.entries[index].base.store(0, ordering: .relaxed)
        unsafe table.entries[index].isTaken.store(false, ordering: .releasing)
        unsafe table.taken.pointee.subtract(1, ordering: .relaxed)
    }

    static func writable(_ index: Int) -> UInt64 {
        guard let table else { return .max }
        return unsafe table.entries[index].writable.load(ordering: .relaxed)
    }

    /// Before the pages are protected, or after they are not any more.
    static func setWritable(_ index: Int, _ pages: UInt64) {
        guard let table else { return }
        unsafe table.entries[index].writable.store(pages, ordering: .relaxed)
    }

    private static let onFault:
        @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void =
            { signal, information, context in
                if let information = unsafe information,
                    let address = unsafe information.pointee._sifields._sigfault.si_addr,
                    admit(UInt(bitPattern: address))
                {
                    return
                }
                unsafe passOn(signal, information, context)
            }

    /// True: the write may be tried again.
    private static func admit(_ address: UInt) -> Bool {
        guard let table else { return false }
        for index in 0..<watchedMax {
            let base = unsafe table.entries[index].base.load(ordering: .acquiring)
            guard base != 0, address >= base,
                address - base < (unsafe table.entries[index].byteCount.load(ordering: .relaxed))
            else { continue }
            let writable = unsafe table.entries[index].writable.load(ordering: .relaxed)
            let run = PageRuns.around(Int((address - base) / table.pageBytes), clear: writable)
            guard !run.isEmpty,
                let start = unsafe UnsafeMutableRawPointer(bitPattern: base + UInt(run.lowerBound) * table.pageBytes)
            else { return false }
            guard unsafe mprotect(start, run.count * Int(table.pageBytes), PROT_READ | PROT_WRITE) == 0 else {
                return false
            }
            unsafe table.entries[index].writable.store(writable | PageRuns.mask(run), ordering: .relaxed)
            return true
        }
        return false
    }

    private static func passOn(
        _ signal: Int32, _ information: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
    ) {
        guard let previous = unsafe table?.previous else { return }
        if unsafe UInt32(bitPattern: previous.pointee.sa_flags) & UInt32(SA_SIGINFO) != 0,
            let handler = unsafe previous.pointee.__sigaction_handler.sa_sigaction
        {
            return unsafe handler(signal, information, context)
        }
        // Nobody had it who could use it: the instruction faults again and ends the process.
        unsafe sigaction(signal, previous, nil)
    }
}
