/// What the fuzz targets need of C: libFuzzer, the SDK's heap, a clock.
#ifndef SWIFTLET_FUZZ_H
#define SWIFTLET_FUZZ_H

#include <stddef.h>
#include <stdint.h>

typedef int (*fuzz_callback)(const uint8_t *_Nullable bytes, size_t count);

/// libFuzzer's main loop: calls `callback` with one input after the other. Its result is the process's.
int LLVMFuzzerRunDriver(
    int *_Nonnull argc, char *_Nullable *_Nonnull *_Nonnull argv, fuzz_callback _Nonnull callback);

/// Frees everything that was taken from the arena: called before each input, as an isolate ends.
void fuzz_arena_reset(void);

/// Bytes taken from the arena since the last reset.
size_t fuzz_arena_bytes(void);

/// CPU time of this thread.
uint64_t fuzz_cpu_nanoseconds(void);

#endif
