internal import CWasmtime

/// The compiler and the pool of slots that instances live in.
///
/// Lifetime: process. Safe to use from any thread. The corresponding C type is `wasm_engine_t`; modules and stores keep
/// it alive by themselves.
@safe package final class Engine: @unchecked Sendable {
    let pointer: OpaquePointer
    package let settings: EngineSettings
    /// Moves this engine's clock while guests run.
    package let ticker: EpochTicker
    /// Frees large memories aside; nil for an engine whose callers may wait.
    let reaper: StoreReaper?

    package init(_ settings: EngineSettings) throws(WasmError) {
        guard settings.stackBytes > settings.guestStackBytes else {
            throw WasmError("engine", "a stack must be larger than the guest's part of it")
        }
        // The engine takes over the configuration.
        guard let config = unsafe wasm_config_new() else { throw WasmError("engine", "out of memory") }
        unsafe Self.setFeatures(config)
        unsafe wasmtime_config_epoch_interruption_set(config, settings.interruptsGuests)
        unsafe wasmtime_config_consume_fuel_set(config, settings.countsFuel)
        unsafe Self.setMitigations(config)
        unsafe wasmtime_config_strategy_set(
            config, UInt8(settings.compiler == .baseline ? WASMTIME_STRATEGY_WINCH : WASMTIME_STRATEGY_CRANELIFT))
        unsafe wasmtime_config_max_wasm_stack_set(config, settings.guestStackBytes)
        unsafe wasmtime_config_async_stack_size_set(config, settings.stackBytes)
        unsafe wasmtime_config_memory_init_cow_set(config, settings.copiesOnWrite)
        if case .pool(let slots) = settings.allocation {
            let all = Self.slotsSetAside(for: slots)
            try AddressSpace.check(slots: all)
            try unsafe Self.setPool(config, slots: all, settings)
            reaper = StoreReaper(slots: slots, memoryBytesKept: settings.memoryBytesResident)
        } else {
            reaper = nil
        }
        guard let engine = unsafe wasm_engine_new_with_config(config) else {
            throw WasmError("engine", "wasmtime refused its settings (is the address space limited, see ulimit -v?)")
        }
        unsafe pointer = engine
        self.settings = settings
        ticker = unsafe EpochTicker(engine: engine)
    }

    deinit {
        ticker.stop()
        reaper?.stop()
        unsafe wasm_engine_delete(pointer)
    }

    /// How many slots an engine has for so many instances: some may still hold one that is being freed.
    package static func slotsSetAside(for instances: Int) -> Int {
        instances + StoreReaper.waitingMax(slots: instances)
    }

    /// WebAssembly as wasm-ld writes it today, and no more: what is off cannot be attacked.
    private static func setFeatures(_ config: OpaquePointer) {
        unsafe wasmtime_config_parallel_compilation_set(config, true)
        unsafe wasmtime_config_concurrency_support_set(config, false)
        unsafe wasmtime_config_wasm_threads_set(config, false)
        unsafe wasmtime_config_shared_memory_set(config, false)
        unsafe wasmtime_config_wasm_gc_set(config, false)
        unsafe wasmtime_config_wasm_function_references_set(config, false)
        unsafe wasmtime_config_wasm_exceptions_set(config, false)
        unsafe wasmtime_config_gc_support_set(config, false)
        unsafe wasmtime_config_wasm_memory64_set(config, false)
        unsafe wasmtime_config_wasm_multi_memory_set(config, false)
        unsafe wasmtime_config_wasm_relaxed_simd_set(config, false)
        unsafe wasmtime_config_wasm_stack_switching_set(config, false)
        unsafe wasmtime_config_wasm_wide_arithmetic_set(config, false)
        unsafe wasmtime_config_wasm_custom_page_sizes_set(config, false)
        unsafe wasmtime_config_wasm_component_model_set(config, false)
        // The compiler that runs initialisations has none: better refused by all than by one.
        unsafe wasmtime_config_wasm_tail_call_set(config, false)
        // It makes loops of float arithmetic 4 to 7 times as slow, for bits that hardly any program looks at.
        unsafe wasmtime_config_cranelift_nan_canonicalization_set(config, false)
    }

    /// What keeps a guest in its memory, also where the processor guesses. These are the library's defaults: said here, so
    /// that a release which changes one does not change ours. docs/security.md explains them.
    private static func setMitigations(_ config: OpaquePointer) {
        // An access needs no check: 32 bits cannot leave a reservation of 4 GiB, offsets end in the guard behind it.
        unsafe wasmtime_config_signals_based_traps_set(config, true)
        unsafe wasmtime_config_memory_reservation_set(config, UInt64(AddressSpace.reservationBytes))
        unsafe wasmtime_config_memory_guard_size_set(config, UInt64(AddressSpace.guardBytes))
        // Where there is a check, the address is made harmless without a branch that could be guessed wrong.
        for name in ["enable_heap_access_spectre_mitigation", "enable_table_access_spectre_mitigation"] {
            unsafe wasmtime_config_cranelift_flag_set(config, name, "true")
        }
    }

    /// Slots that keep a module's memory mapped though nothing runs in them. With more than that the oldest is taken for
    /// another module, so that a module which is gone does not hold memory for good: each replacement of a worker would
    /// otherwise leave half a megabyte, until all slots have been used once.
    private static let unusedWarmSlotsMax: UInt32 = 64

    private static func setPool(_ config: OpaquePointer, slots: Int, _ settings: EngineSettings) throws(WasmError) {
        guard let count = UInt32(exactly: slots), count > 0,
            let pool = unsafe wasmtime_pooling_allocation_config_new()
        else { throw WasmError("engine", "a pool needs at least one slot") }
        unsafe wasmtime_pooling_allocation_config_total_memories_set(pool, count)
        unsafe wasmtime_pooling_allocation_config_total_tables_set(pool, count)
        unsafe wasmtime_pooling_allocation_config_total_stacks_set(pool, count)
        unsafe wasmtime_pooling_allocation_config_total_core_instances_set(pool, count)
        unsafe wasmtime_pooling_allocation_config_total_gc_heaps_set(pool, 0)
        unsafe wasmtime_pooling_allocation_config_max_unused_warm_slots_set(pool, min(count, Self.unusedWarmSlotsMax))
        unsafe wasmtime_pooling_allocation_config_max_memory_size_set(pool, settings.memoryBytesMax)
        unsafe wasmtime_pooling_allocation_config_table_elements_set(pool, settings.tableElementsMax)
        unsafe wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(pool, settings.memoryBytesResident)
        unsafe wasmtime_pooling_allocation_config_table_keep_resident_set(pool, settings.tableElementsMax * 8)
        unsafe wasmtime_pooling_allocation_strategy_set(config, pool)
        unsafe wasmtime_pooling_allocation_config_delete(pool)
    }
}
