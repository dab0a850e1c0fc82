internal import CWasmtime

/// One run of a module in its own store: made, called, perhaps suspended and resumed, then rewound or thrown away.
///
/// Lifetime: request; the object itself is recycled (`begin` … `end`, any number of times), because C keeps its address.
/// One thread at a time. The corresponding C types are `wasmtime_store_t` and `wasmtime_call_future_t`.
@safe package final class Instance {
    /// Places that C writes to while a call is under way: they must not move.
    @safe private struct Cells {
        var instance = wasmtime_instance_t()
        var trap: OpaquePointer?
        var error: OpaquePointer?
        var function = unsafe wasmtime_func_t()
        var result = unsafe wasmtime_val_t()
        var item = unsafe wasmtime_extern_t()
    }

    /// What became of a call after a turn of it.
    package enum Progress {
        /// Its time slice is over, or it waits: see `isSuspended`.
        case pending
        case finished(Int32)
        case trapped(Trap)
    }

    private let engine: Engine
    private let isInterrupted: Bool
    private let cells: UnsafeMutablePointer<Cells>
    private var store: OpaquePointer?
    private var context: OpaquePointer?
    private var future: OpaquePointer?
    private var memoryHandle = wasmtime_memory_t()
    /// Memory never moves: each slot's address space is set aside at its full size.
    private var memoryBase: UnsafeMutableRawPointer?
    private var suspendedResult: UnsafeMutablePointer<wasmtime_val_t>?
    private var rewindGlobals: [wasmtime_global_t] = []
    /// Since it was rewound first.
    private var touchedPages: TouchedPages?
    /// `cells.function` is the one that `call` names: an instance is only ever told one.
    private var functionIsKnown = false
    /// And it is the module's `EnterFunction`, which stands outermost in every backtrace.
    private var isEnteredAgain = false
    private var sliceTicks: UInt64 = 1
    private var codeStart = 0
    /// It was ended by `mayContinue`; the trap says where.
    package private(set) var wasStopped = false
    /// Time has passed since the slice was given.
    private var sliceIsOld = false

    /// The object that host functions find their caller by. Not retained: it owns this instance.
    @unsafe package var owner: UnsafeMutableRawPointer?

    /// Asked with `owner` at the end of each slice, on the guest's stack: false ends the guest there.
    @unsafe package var mayContinue: (@convention(c) (UnsafeMutableRawPointer) -> Bool)?

    /// True while a host function that returned `.wait` has no answer.
    package private(set) var isSuspended = false

    package init(engine: Engine) {
        self.engine = engine
        isInterrupted = engine.settings.interruptsGuests
        unsafe cells = .allocate(capacity: 1)
        unsafe cells.initialize(to: Cells())
    }

    deinit {
        end()
        unsafe cells.deallocate()
    }

    /// Makes a fresh store and instance. Fails when the pool has no free slot.
    ///
    /// - Parameter sliceTicks: how many epochs a turn may last before the guest yields.
    package func begin(_ template: Template, sliceTicks: UInt64) throws(WasmError) {
        try makeStore()
        codeStart = template.module.codeStart
        self.sliceTicks = sliceTicks
        wasStopped = false
        sliceIsOld = false
        if isInterrupted {
            let callback = unsafe Unmanaged.passUnretained(self).toOpaque()
            unsafe wasmtime_store_epoch_deadline_callback(store, Self.sliceEnded, callback, nil)
            unsafe wasmtime_context_set_epoch_deadline(context, sliceTicks)
        }
        let start = unsafe cells.pointer(to: \.instance)
        let trap = unsafe cells.pointer(to: \.trap)
        let error = unsafe cells.pointer(to: \.error)
        let future = unsafe wasmtime_instance_pre_instantiate_async(template.pointer, context, start, trap, error)
        // Without a start function there is nothing to wait for: the first poll does it all.
        let done = unsafe wasmtime_call_future_poll(future)
        unsafe wasmtime_call_future_delete(future)
        guard done else { throw WasmError("instantiate", "the module did not start at once") }
        try finishBegin()
    }

    /// The same for an engine that calls synchronously; a call ends with a trap after so many epochs.
    package func beginSynchronous(_ template: Template, memoryBytesMax: Int, deadlineTicks: UInt64) throws(WasmError) {
        try makeStore()
        codeStart = template.module.codeStart
        unsafe wasmtime_store_limiter(store, Int64(memoryBytesMax), Int64(engine.settings.tableElementsMax), 1, -1, 1)
        unsafe wasmtime_context_set_epoch_deadline(context, deadlineTicks)
        let start = unsafe cells.pointer(to: \.instance)
        let trap = unsafe cells.pointer(to: \.trap)
        try unsafe check(
            wasmtime_instance_pre_instantiate(template.pointer, context, start, trap), during: "instantiate")
        try finishBegin()
    }

    /// Frees everything, whatever the state: a call that is not done is unwound. Harmless twice.
    package func end() {
        if let future = unsafe future { unsafe wasmtime_call_future_delete(future) }
        unsafe future = nil
        takeFailure()
        // The engine clears the memory, perhaps on another thread.
        touchedPages = nil
        if let store = unsafe store, unsafe !handOver(store) { unsafe wasmtime_store_delete(store) }
        unsafe store = nil
        unsafe context = nil
        unsafe memoryBase = nil
        unsafe suspendedResult = nil
        isSuspended = false
        functionIsKnown = false
        isEnteredAgain = false
        rewindGlobals.removeAll(keepingCapacity: true)
    }

    // MARK: Again

    /// The state of this instance, which is new; nil where instances of this module cannot be rewound.
    ///
    /// `Snapshot` exports the globals for it only where nothing else can change: a module that exports none is either not
    /// rewindable or written by hand without a stack pointer, and is made anew each time.
    package func pristineState() -> PristineState? {
        var values: [(type: ValueType, bits: UInt64)] = []
        while values.count < Snapshot.rewindGlobalsMax, let value = global(Snapshot.rewindPrefix + "\(values.count)") {
            values.append(value)
        }
        return values.isEmpty ? nil : PristineState(self, globals: values, hasEnterFunction: findEnterFunction())
    }

    /// Puts the instance back to its beginning. Only after a call that returned: whoever trapped or waits must `end`.
    ///
    /// False: it cannot be (its memory has grown), and `end` is due.
    package func rewind(to state: PristineState) -> Bool {
        guard unsafe future == nil, unsafe store != nil, !isSuspended, state.restore(memory, &touchedPages) else {
            return false
        }
        if state.hasEnterFunction { return enterAgain() }
        if rewindGlobals.count != state.globals.count, !findRewindGlobals(state.globals.count) { return false }
        for index in state.globals.indices {
            var value = unsafe makeValue(state.globals[index].type, bits: state.globals[index].bits)
            guard unsafe wasmtime_global_set(context, &rewindGlobals[index], &value) == nil else { return false }
        }
        return true
    }

    /// Begins the life of a rewound instance.
    package func beginAgain(sliceTicks: UInt64) {
        self.sliceTicks = sliceTicks
        wasStopped = false
        sliceIsOld = false
        if isInterrupted { unsafe wasmtime_context_set_epoch_deadline(context, sliceTicks) }
    }

    private func findEnterFunction() -> Bool {
        guard findExport(Array(EnterFunction.name.utf8)) else { return false }
        return unsafe cells.pointee.item.kind == UInt8(WASMTIME_EXTERN_FUNC)
    }

    /// From now on `call` means the function that sets the globals before.
    private func enterAgain() -> Bool {
        if isEnteredAgain { return true }
        guard findEnterFunction() else { return false }
        unsafe cells.pointee.function = cells.pointee.item.of.func
        functionIsKnown = true
        isEnteredAgain = true
        return true
    }

    private func findRewindGlobals(_ count: Int) -> Bool {
        rewindGlobals.removeAll(keepingCapacity: true)
        for number in 0..<count {
            guard findExport(Array((Snapshot.rewindPrefix + "\(number)").utf8)),
                unsafe cells.pointee.item.kind == UInt8(WASMTIME_EXTERN_GLOBAL)
            else { return false }
            rewindGlobals.append(unsafe cells.pointee.item.of.global)
        }
        return true
    }

    /// The guest's memory as it is now. Not to be kept over a turn of the guest.
    package var memory: GuestMemory {
        guard let base = unsafe memoryBase else { preconditionFailure("memory of an instance that has not begun") }
        let count = unsafe wasmtime_memory_data_size(context, &memoryHandle)
        return unsafe GuestMemory(base: base, count: count)
    }

    // MARK: Calls

    /// Prepares a call of an exported function `() -> i32`; `turn()` runs it.
    package func call(_ name: StaticString) throws(WasmError) {
        if !functionIsKnown {
            guard try findExport(name), unsafe cells.pointee.item.kind == UInt8(WASMTIME_EXTERN_FUNC) else {
                throw WasmError("call", "the module exports no function \(name)")
            }
            unsafe cells.pointee.function = cells.pointee.item.of.func
            functionIsKnown = true
        }
        let result = unsafe cells.pointer(to: \.result)
        let trap = unsafe cells.pointer(to: \.trap)
        let error = unsafe cells.pointer(to: \.error)
        unsafe future = wasmtime_func_call_async(
            context, cells.pointer(to: \.function), nil, 0, result, 1, trap, error)
    }

    /// Enters the guest until it finishes, traps, waits or has used up its slice.
    package func turn() -> Progress {
        if isInterrupted {
            // The deadline first: the ticker then goes on past it, however long this thread may be put aside.
            if sliceIsOld {
                sliceIsOld = false
                unsafe wasmtime_context_set_epoch_deadline(context, sliceTicks)
            }
            engine.ticker.guestEntered()
        }
        guard unsafe wasmtime_call_future_poll(future) else { return .pending }
        unsafe wasmtime_call_future_delete(future)
        unsafe future = nil
        if let trap = takeFailure() { return .trapped(trap) }
        return .finished(unsafe cells.pointee.result.of.i32)
    }

    /// The slice begins with the next `turn()`, not with what was before it.
    package func renewSlice() { sliceIsOld = true }

    private static let sliceEnded: wasmtime_deadline_callback_t = { _, data, ticks, update in
        guard let data = unsafe data else { return nil }
        return unsafe Unmanaged<Instance>.fromOpaque(data)._withUnsafeGuaranteedRef { instance in
            if let mayContinue = unsafe instance.mayContinue, let owner = unsafe instance.owner,
                unsafe !mayContinue(owner)
            {
                instance.wasStopped = true
                return unsafe wasmtime_error_new("out of time")
            }
            unsafe ticks?.pointee = instance.sliceTicks
            unsafe update?.pointee = UInt8(WASMTIME_UPDATE_DEADLINE_YIELD)
            return nil
        }
    }

    /// Answers the host function that waits: the next `turn()` goes on behind it.
    package func resume(with value: Int32) {
        precondition(isSuspended, "nothing waits")
        unsafe suspendedResult?.pointee = makeValue(value)
        unsafe suspendedResult = nil
        isSuspended = false
        renewSlice()
    }

    func suspend(resultAt place: UnsafeMutablePointer<wasmtime_val_t>) {
        unsafe suspendedResult = place
        isSuspended = true
    }

    /// Calls an exported function to its end. Arguments are i32; the result is 0 for a function that has none.
    package func callSynchronous(
        _ name: StaticString, _ argument: UInt32? = nil
    ) throws(WasmError) -> Result<Int32, Trap> {
        guard try findExport(name), unsafe cells.pointee.item.kind == UInt8(WASMTIME_EXTERN_FUNC) else {
            throw WasmError("call", "the module exports no function \(name)")
        }
        var function = unsafe cells.pointee.item.of.func
        var value = unsafe wasmtime_val_raw_t()
        if let argument { unsafe value.i32 = Int32(bitPattern: argument) }
        engine.ticker.longCallBegins()
        defer { engine.ticker.longCallEnded() }
        let error = unsafe wasmtime_func_call_unchecked(context, &function, &value, 1, cells.pointer(to: \.trap))
        unsafe cells.pointee.error = error
        if let trap = takeFailure() { return .failure(trap) }
        return .success(unsafe value.i32)
    }

    // MARK: What the snapshot reads

    /// A number that the module exports as a global: its type and bits.
    package func global(_ name: String) -> (type: ValueType, bits: UInt64)? {
        guard findExport(Array(name.utf8)), unsafe cells.pointee.item.kind == UInt8(WASMTIME_EXTERN_GLOBAL) else {
            return nil
        }
        var global = unsafe cells.pointee.item.of.global
        var value = unsafe wasmtime_val_t()
        unsafe wasmtime_global_get(context, &global, &value)
        return unsafe readValue(value)
    }

    /// What an exported table of functions holds, as numbers that are equal for the same function.
    package func table(_ name: String) -> [UInt]? {
        guard findExport(Array(name.utf8)), unsafe cells.pointee.item.kind == UInt8(WASMTIME_EXTERN_TABLE) else {
            return nil
        }
        var table = unsafe cells.pointee.item.of.table
        var entries: [UInt] = []
        for index in 0..<(unsafe wasmtime_table_size(context, &table)) {
            var value = unsafe wasmtime_val_t()
            guard unsafe wasmtime_table_get(context, &table, index, &value) else { return nil }
            guard unsafe value.kind == UInt8(WASMTIME_FUNCREF) else { return nil }
            let isNull = unsafe value.of.funcref.store_id == 0
            entries.append(isNull ? 0 : UInt(bitPattern: unsafe value.of.funcref.private_pointer))
        }
        return entries
    }

    /// What an engine that counts fuel has counted of this instance; nil of others.
    package var fuelUsed: UInt64? {
        var left: UInt64 = 0
        guard engine.settings.countsFuel, unsafe wasmtime_context_get_fuel(context, &left) == nil else { return nil }
        return Self.fuelMax - left
    }

    /// More than any guest burns.
    private static let fuelMax = UInt64(Int64.max)

    // MARK: Private

    private func makeStore() throws(WasmError) {
        precondition(unsafe store == nil, "begin of an instance that has not ended")
        unsafe store = wasmtime_store_new(engine.pointer, Unmanaged.passUnretained(self).toOpaque(), nil)
        unsafe context = wasmtime_store_context(store)
        guard engine.settings.countsFuel else { return }
        try unsafe check(wasmtime_context_set_fuel(context, Self.fuelMax), during: "fuel")
    }

    /// True: its memory is large, and the reaper frees it.
    private func handOver(_ store: OpaquePointer) -> Bool {
        guard let reaper = engine.reaper, let base = unsafe memoryBase else { return false }
        let count = unsafe wasmtime_memory_data_size(context, &memoryHandle)
        return unsafe count > StoreReaper.memoryBytesMin && reaper.take(store, memory: base, count: count)
    }

    private func finishBegin() throws(WasmError) {
        if let trap = takeFailure() {
            end()
            throw WasmError("instantiate", trap.message)
        }
        guard try findExport("memory"), unsafe cells.pointee.item.kind == UInt8(WASMTIME_EXTERN_MEMORY) else {
            end()
            throw WasmError("instantiate", "the module exports no memory named \"memory\"")
        }
        unsafe memoryHandle = cells.pointee.item.of.memory
        unsafe memoryBase = UnsafeMutableRawPointer(wasmtime_memory_data(context, &memoryHandle))
    }

    /// Reads and clears what C left behind.
    @discardableResult private func takeFailure() -> Trap? {
        if let trap = unsafe cells.pointee.trap {
            unsafe cells.pointee.trap = nil
            var taken = unsafe Trap(taking: trap, codeStart: codeStart)
            if isEnteredAgain { taken.dropOutermostUnnamed() }
            if taken.kind == .memoryOutOfBounds, stackIsUsedUp { taken.becomeStackOverflow() }
            return taken
        }
        if let error = unsafe cells.pointee.error {
            unsafe cells.pointee.error = nil
            var taken = unsafe Trap(takingError: error, codeStart: codeStart)
            if isEnteredAgain { taken.dropOutermostUnnamed() }
            return taken
        }
        return nil
    }

    /// The compiler's own stack, which lies first in memory (`wasm-ld --stack-first`), has run off its end: the pointer
    /// is below 0, or so near that a function which calls no other, and so need not move it, was below.
    private var stackIsUsedUp: Bool {
        // What traps while it is made has no exports yet, and asking for them would end the process.
        guard unsafe memoryBase != nil, let pointer = global(Snapshot.stackPointer) else { return false }
        return Int32(truncatingIfNeeded: pointer.bits) < Self.redZoneBytes
    }

    /// What LLVM lets such a function use below the stack pointer.
    private static let redZoneBytes = 128

    private func findExport(_ name: StaticString) throws(WasmError) -> Bool {
        name.withUTF8Buffer { unsafe findExport($0) }
    }

    private func findExport(_ name: [UInt8]) -> Bool {
        unsafe name.withUnsafeBufferPointer { unsafe findExport($0) }
    }

    private func findExport(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe name.withMemoryRebound(to: CChar.self) { characters in
            unsafe wasmtime_instance_export_get(
                context, cells.pointer(to: \.instance), characters.baseAddress, characters.count,
                cells.pointer(to: \.item))
        }
    }
}
