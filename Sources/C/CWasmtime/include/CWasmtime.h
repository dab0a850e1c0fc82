/// The part of wasmtime's C interface that Swiftlet calls, declared by hand.
///
/// The library comes without headers (as a Python wheel, 50.0.1); the target `Wasm` is the only one that includes this
/// file. Whatever is declared here is called; a missing symbol fails at link time. Ownership, where C cannot say it:
/// `*_new` and `*_ret` results belong to the caller, who calls the `*_delete` of that type; `error` and `trap` results
/// are null when all went well.
#ifndef CWASMTIME_H
#define CWASMTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasm_frame_t wasm_frame_t;
typedef struct wasm_valtype_t wasm_valtype_t;
typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasmtime_error wasmtime_error_t;
typedef struct wasmtime_module wasmtime_module_t;
typedef struct wasmtime_linker wasmtime_linker_t;
typedef struct wasmtime_instance_pre wasmtime_instance_pre_t;
typedef struct wasmtime_store wasmtime_store_t;
typedef struct wasmtime_context wasmtime_context_t;
typedef struct wasmtime_caller wasmtime_caller_t;
typedef struct wasmtime_call_future wasmtime_call_future_t;
typedef struct wasmtime_pooling_allocation_config_t wasmtime_pooling_allocation_config_t;

/// Bytes on the library's heap.
typedef struct wasm_byte_vec_t {
    size_t size;
    char *data;
} wasm_byte_vec_t;

typedef struct wasm_frame_vec_t {
    size_t size;
    wasm_frame_t **data;
} wasm_frame_vec_t;

typedef struct wasm_valtype_vec_t {
    size_t size;
    wasm_valtype_t **data;
} wasm_valtype_vec_t;

void wasm_byte_vec_delete(wasm_byte_vec_t *bytes);
void wasm_frame_vec_delete(wasm_frame_vec_t *frames);

// Things inside a store: plain values, valid as long as the store.

typedef struct wasmtime_func {
    uint64_t store_id;
    void *private_pointer;
} wasmtime_func_t;

typedef struct wasmtime_table {
    struct {
        uint64_t store_id;
        uint32_t private_1;
    } head;
    uint32_t private_2;
} wasmtime_table_t;

typedef struct wasmtime_memory {
    struct {
        uint64_t store_id;
        uint32_t private_1;
    } head;
    uint32_t private_2;
} wasmtime_memory_t;

typedef struct wasmtime_global {
    uint64_t store_id;
    uint32_t private_1;
    uint32_t private_2;
    uint32_t private_3;
} wasmtime_global_t;

typedef struct wasmtime_instance {
    uint64_t store_id;
    size_t private_index;
} wasmtime_instance_t;

#define WASMTIME_EXTERN_FUNC 0
#define WASMTIME_EXTERN_GLOBAL 1
#define WASMTIME_EXTERN_TABLE 2
#define WASMTIME_EXTERN_MEMORY 3

typedef struct wasmtime_extern {
    uint8_t kind;
    union {
        wasmtime_func_t func;
        wasmtime_global_t global;
        wasmtime_table_t table;
        wasmtime_memory_t memory;
    } of;
} wasmtime_extern_t;

#define WASMTIME_I32 0
#define WASMTIME_I64 1
#define WASMTIME_F32 2
#define WASMTIME_F64 3
#define WASMTIME_FUNCREF 5

/// A value with its type. References make it 24 bytes wide; only the function reference is used here.
typedef struct wasmtime_val {
    uint8_t kind;
    union {
        int32_t i32;
        int64_t i64;
        /// Bits of the float: what the snapshot writes back.
        uint32_t f32;
        uint64_t f64;
        wasmtime_func_t funcref;
        uint8_t v128[16];
        uint64_t reference[3];
    } of;
} wasmtime_val_t;

/// A value without its type, as compiled code passes it.
typedef union wasmtime_val_raw {
    int32_t i32;
    int64_t i64;
    uint8_t v128[16];
    void *funcref;
} wasmtime_val_raw_t;

_Static_assert(sizeof(wasmtime_val_t) == 32, "wasmtime_val_t as the library lays it out");
_Static_assert(sizeof(wasmtime_extern_t) == 32, "wasmtime_extern_t as the library lays it out");
_Static_assert(sizeof(wasmtime_val_raw_t) == 16, "wasmtime_val_raw_t as the library lays it out");
_Static_assert(_Alignof(uint64_t) == 8, "64-bit hosts only");

// Errors and traps.

wasmtime_error_t *wasmtime_error_new(const char *message);
void wasmtime_error_delete(wasmtime_error_t *error);
void wasmtime_error_message(const wasmtime_error_t *error, wasm_byte_vec_t *message_ret);
void wasmtime_error_wasm_trace(const wasmtime_error_t *error, wasm_frame_vec_t *frames_ret);

#define WASMTIME_TRAP_STACK_OVERFLOW 0
#define WASMTIME_TRAP_MEMORY_OUT_OF_BOUNDS 1
#define WASMTIME_TRAP_TABLE_OUT_OF_BOUNDS 3
#define WASMTIME_TRAP_INDIRECT_CALL_TO_NULL 4
#define WASMTIME_TRAP_BAD_SIGNATURE 5
#define WASMTIME_TRAP_INTEGER_OVERFLOW 6
#define WASMTIME_TRAP_INTEGER_DIVISION_BY_ZERO 7
#define WASMTIME_TRAP_BAD_CONVERSION_TO_INTEGER 8
#define WASMTIME_TRAP_UNREACHABLE 9
#define WASMTIME_TRAP_INTERRUPT 10

wasm_trap_t *wasmtime_trap_new(const char *message, size_t length);
bool wasmtime_trap_code(const wasm_trap_t *trap, uint8_t *code_ret);
void wasm_trap_delete(wasm_trap_t *trap);
void wasm_trap_message(const wasm_trap_t *trap, wasm_byte_vec_t *message_ret);
void wasm_trap_trace(const wasm_trap_t *trap, wasm_frame_vec_t *frames_ret);
uint32_t wasm_frame_func_index(const wasm_frame_t *frame);
/// Bytes from the beginning of the compiled module's file; SIZE_MAX if it is not known.
size_t wasm_frame_module_offset(const wasm_frame_t *frame);
/// Null if the module does not say; lives as long as the frame.
const wasm_byte_vec_t *wasmtime_frame_func_name(const wasm_frame_t *frame);

// Configuration: owned by the engine that is made from it.

#define WASMTIME_STRATEGY_CRANELIFT 1
#define WASMTIME_STRATEGY_WINCH 2

wasm_config_t *wasm_config_new(void);
void wasmtime_config_strategy_set(wasm_config_t *config, uint8_t strategy);
void wasmtime_config_parallel_compilation_set(wasm_config_t *config, bool on);
void wasmtime_config_epoch_interruption_set(wasm_config_t *config, bool on);
void wasmtime_config_consume_fuel_set(wasm_config_t *config, bool on);
void wasmtime_config_concurrency_support_set(wasm_config_t *config, bool on);
void wasmtime_config_gc_support_set(wasm_config_t *config, bool on);
void wasmtime_config_shared_memory_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_threads_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_gc_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_function_references_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_exceptions_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_memory64_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_multi_memory_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_relaxed_simd_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_stack_switching_set(wasm_config_t *config, bool on);
void wasmtime_config_signals_based_traps_set(wasm_config_t *config, bool on);
void wasmtime_config_memory_reservation_set(wasm_config_t *config, uint64_t bytes);
void wasmtime_config_memory_guard_size_set(wasm_config_t *config, uint64_t bytes);
/// Ends the process where there is no such flag, or no such value of it.
void wasmtime_config_cranelift_flag_set(wasm_config_t *config, const char *name, const char *value);
void wasmtime_config_wasm_tail_call_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_wide_arithmetic_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_custom_page_sizes_set(wasm_config_t *config, bool on);
void wasmtime_config_wasm_component_model_set(wasm_config_t *config, bool on);
/// Every NaN that an instruction makes has the same bits, on every machine.
void wasmtime_config_cranelift_nan_canonicalization_set(wasm_config_t *config, bool on);
void wasmtime_config_memory_init_cow_set(wasm_config_t *config, bool on);
void wasmtime_config_max_wasm_stack_set(wasm_config_t *config, size_t bytes);
void wasmtime_config_async_stack_size_set(wasm_config_t *config, size_t bytes);

wasmtime_pooling_allocation_config_t *wasmtime_pooling_allocation_config_new(void);
void wasmtime_pooling_allocation_config_delete(wasmtime_pooling_allocation_config_t *pool);
void wasmtime_pooling_allocation_config_total_memories_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_total_tables_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_total_stacks_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_total_core_instances_set(
    wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_total_gc_heaps_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_max_unused_warm_slots_set(
    wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_max_memory_size_set(wasmtime_pooling_allocation_config_t *pool, size_t bytes);
void wasmtime_pooling_allocation_config_table_elements_set(wasmtime_pooling_allocation_config_t *pool, size_t count);
void wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(
    wasmtime_pooling_allocation_config_t *pool, size_t bytes);
void wasmtime_pooling_allocation_config_table_keep_resident_set(
    wasmtime_pooling_allocation_config_t *pool, size_t bytes);
/// Copies the settings.
void wasmtime_pooling_allocation_strategy_set(
    wasm_config_t *config, const wasmtime_pooling_allocation_config_t *pool);

// Engine: safe to share among threads.

wasm_engine_t *wasm_engine_new_with_config(wasm_config_t *config);
void wasm_engine_delete(wasm_engine_t *engine);
void wasmtime_engine_increment_epoch(const wasm_engine_t *engine);

// Modules: counted inside, safe to share among threads.

wasmtime_error_t *wasmtime_wat2wasm(const char *text, size_t length, wasm_byte_vec_t *bytes_ret);
wasmtime_error_t *wasmtime_module_new(
    wasm_engine_t *engine, const uint8_t *bytes, size_t length, wasmtime_module_t **module_ret);
wasmtime_error_t *wasmtime_module_serialize(const wasmtime_module_t *module, wasm_byte_vec_t *bytes_ret);
/// Trusts the bytes: they must be exactly what `wasmtime_module_serialize` of the same library once wrote.
wasmtime_error_t *wasmtime_module_deserialize(
    wasm_engine_t *engine, const uint8_t *bytes, size_t length, wasmtime_module_t **module_ret);
void wasmtime_module_delete(wasmtime_module_t *module);

// Host functions.

#define WASM_I32 0
#define WASM_I64 1

wasm_valtype_t *wasm_valtype_new(uint8_t kind);
void wasm_valtype_vec_new(wasm_valtype_vec_t *out, size_t count, wasm_valtype_t *const types[]);
/// Takes over both lists.
wasm_functype_t *wasm_functype_new(wasm_valtype_vec_t *parameters, wasm_valtype_vec_t *results);
void wasm_functype_delete(wasm_functype_t *type);

/// Reads its arguments from `values` and leaves its result there.
typedef wasm_trap_t *(*wasmtime_func_unchecked_callback_t)(
    void *environment, wasmtime_caller_t *caller, wasmtime_val_raw_t *values, size_t count);

/// Asked at every poll; true: the host function's results are in place.
typedef bool (*wasmtime_func_async_continuation_callback_t)(void *environment);

typedef struct wasmtime_async_continuation_t {
    wasmtime_func_async_continuation_callback_t callback;
    void *environment;
    void (*finalizer)(void *);
} wasmtime_async_continuation_t;

/// Starts a host function that may wait. `results` and `trap_ret` stay valid until the continuation says true.
typedef void (*wasmtime_func_async_callback_t)(
    void *environment, wasmtime_caller_t *caller, const wasmtime_val_t *arguments, size_t argument_count,
    wasmtime_val_t *results, size_t result_count, wasm_trap_t **trap_ret,
    wasmtime_async_continuation_t *continuation_ret);

wasmtime_linker_t *wasmtime_linker_new(wasm_engine_t *engine);
void wasmtime_linker_delete(wasmtime_linker_t *linker);
wasmtime_error_t *wasmtime_linker_define_func_unchecked(
    wasmtime_linker_t *linker, const char *module, size_t module_length, const char *name, size_t name_length,
    const wasm_functype_t *type, wasmtime_func_unchecked_callback_t callback, void *environment,
    void (*finalizer)(void *));
wasmtime_error_t *wasmtime_linker_define_async_func(
    wasmtime_linker_t *linker, const char *module, size_t module_length, const char *name, size_t name_length,
    const wasm_functype_t *type, wasmtime_func_async_callback_t callback, void *environment,
    void (*finalizer)(void *));
wasmtime_error_t *wasmtime_linker_instantiate_pre(
    const wasmtime_linker_t *linker, const wasmtime_module_t *module, wasmtime_instance_pre_t **pre_ret);
void wasmtime_instance_pre_delete(wasmtime_instance_pre_t *pre);

wasmtime_context_t *wasmtime_caller_context(wasmtime_caller_t *caller);

// Stores: one thread at a time.

wasmtime_store_t *wasmtime_store_new(wasm_engine_t *engine, void *data, void (*finalizer)(void *));
void wasmtime_store_delete(wasmtime_store_t *store);
wasmtime_context_t *wasmtime_store_context(wasmtime_store_t *store);
/// Negative: no limit.
void wasmtime_store_limiter(
    wasmtime_store_t *store, int64_t memory_bytes, int64_t table_elements, int64_t instances, int64_t tables,
    int64_t memories);
void *wasmtime_context_get_data(const wasmtime_context_t *context);
void wasmtime_context_set_epoch_deadline(wasmtime_context_t *context, uint64_t ticks_beyond_current);

/// Errors of an engine that does not count fuel.
wasmtime_error_t *wasmtime_context_set_fuel(wasmtime_context_t *context, uint64_t fuel);
wasmtime_error_t *wasmtime_context_get_fuel(const wasmtime_context_t *context, uint64_t *fuel_ret);

#define WASMTIME_UPDATE_DEADLINE_CONTINUE 0
#define WASMTIME_UPDATE_DEADLINE_YIELD 1

/// Called when the deadline is over: an error stops the guest, else `update_ret` says whether it yields first.
typedef wasmtime_error_t *(*wasmtime_deadline_callback_t)(
    wasmtime_context_t *context, void *data, uint64_t *ticks_ret, uint8_t *update_ret);
/// Used rather than `wasmtime_context_epoch_deadline_async_yield_and_update`, which cannot stop a guest. (And which,
/// in 50.0.1, is declared to return an error pointer but returns nothing.)
void wasmtime_store_epoch_deadline_callback(
    wasmtime_store_t *store, wasmtime_deadline_callback_t callback, void *data, void (*finalizer)(void *));

// Instances and what they export.

wasmtime_error_t *wasmtime_instance_pre_instantiate(
    const wasmtime_instance_pre_t *pre, wasmtime_context_t *context, wasmtime_instance_t *instance_ret,
    wasm_trap_t **trap_ret);
wasmtime_call_future_t *wasmtime_instance_pre_instantiate_async(
    const wasmtime_instance_pre_t *pre, wasmtime_context_t *context, wasmtime_instance_t *instance_ret,
    wasm_trap_t **trap_ret, wasmtime_error_t **error_ret);
bool wasmtime_instance_export_get(
    wasmtime_context_t *context, const wasmtime_instance_t *instance, const char *name, size_t name_length,
    wasmtime_extern_t *item_ret);
uint8_t *wasmtime_memory_data(wasmtime_context_t *context, const wasmtime_memory_t *memory);
size_t wasmtime_memory_data_size(const wasmtime_context_t *context, const wasmtime_memory_t *memory);
void wasmtime_global_get(wasmtime_context_t *context, const wasmtime_global_t *global, wasmtime_val_t *value_ret);
/// An error if the global is immutable or of another type.
wasmtime_error_t *wasmtime_global_set(
    wasmtime_context_t *context, const wasmtime_global_t *global, const wasmtime_val_t *value);
uint64_t wasmtime_table_size(const wasmtime_context_t *context, const wasmtime_table_t *table);
bool wasmtime_table_get(
    wasmtime_context_t *context, const wasmtime_table_t *table, uint64_t index, wasmtime_val_t *value_ret);

// Calls.

/// `values` holds the arguments on the way in and the results on the way out.
wasmtime_error_t *wasmtime_func_call_unchecked(
    wasmtime_context_t *context, const wasmtime_func_t *function, wasmtime_val_raw_t *values, size_t count,
    wasm_trap_t **trap_ret);
/// All pointers must stay valid, and the store untouched, until the future is deleted. Null lists when empty.
wasmtime_call_future_t *wasmtime_func_call_async(
    wasmtime_context_t *context, const wasmtime_func_t *function, const wasmtime_val_t *arguments,
    size_t argument_count, wasmtime_val_t *results, size_t result_count, wasm_trap_t **trap_ret,
    wasmtime_error_t **error_ret);
/// True: done, never to be polled again. False: it yielded, or a host function waits.
bool wasmtime_call_future_poll(wasmtime_call_future_t *future);
/// A call that is not done is unwound first.
void wasmtime_call_future_delete(wasmtime_call_future_t *future);

#endif
