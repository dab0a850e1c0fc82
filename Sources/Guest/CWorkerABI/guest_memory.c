/// The memory and string functions that compilers call by name.
///
/// The bulk instructions (memory.copy, memory.fill) leave the sandbox's compiled code for the engine, which costs some
/// ten nanoseconds: short runs, which are most, are moved here word by word.
#if defined(__wasm__)

#include <stddef.h>
#include <stdint.h>

/// Up to this many bytes the loop is faster than the instruction.
#define SHORT_MAX 64

typedef uint64_t __attribute__((aligned(1), may_alias)) word;

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    if (count > SHORT_MAX) return __builtin_memcpy(to, from, count);
    unsigned char *target = to;
    const unsigned char *source = from;
    for (; count >= sizeof(word); count -= sizeof(word)) {
        *(word *)target = *(const word *)source;
        target += sizeof(word);
        source += sizeof(word);
    }
    for (; count; count--) *target++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, size_t count) {
    // memory.copy allows overlap in either direction.
    return __builtin_memmove(to, from, count);
}

void *memset(void *to, int value, size_t count) {
    if (count > SHORT_MAX) return __builtin_memset(to, value, count);
    unsigned char *target = to;
    word filler = (unsigned char)value * 0x0101010101010101u;
    for (; count >= sizeof(word); count -= sizeof(word)) {
        *(word *)target = filler;
        target += sizeof(word);
    }
    for (; count; count--) *target++ = (unsigned char)value;
    return to;
}

int memcmp(const void *one, const void *other, size_t count) {
    const unsigned char *a = one, *b = other;
    for (; count >= sizeof(word) && *(const word *)a == *(const word *)b; count -= sizeof(word)) {
        a += sizeof(word);
        b += sizeof(word);
    }
    for (; count; count--, a++, b++) {
        if (*a != *b) return *a - *b;
    }
    return 0;
}

size_t strlen(const char *text) {
    const char *end = text;
    while (*end) end++;
    return (size_t)(end - text);
}

// From compiler-rt, which the toolchain does not bring for this target.

/// 128-bit product, by halves of 64 bits: wasm has no wider multiplication.
__int128 __multi3(__int128 a, __int128 b) {
    uint64_t a_low = (uint64_t)a, b_low = (uint64_t)b;
    uint64_t a0 = (uint32_t)a_low, a1 = a_low >> 32, b0 = (uint32_t)b_low, b1 = b_low >> 32;
    uint64_t low = a0 * b0;
    uint64_t middle = a1 * b0 + (low >> 32);
    uint64_t other = a0 * b1 + (uint32_t)middle;
    uint64_t high = a1 * b1 + (middle >> 32) + (other >> 32);
    high += (uint64_t)((unsigned __int128)a >> 64) * b_low + a_low * (uint64_t)((unsigned __int128)b >> 64);
    return (__int128)((unsigned __int128)high << 64 | (other << 32 | (uint32_t)low));
}

#endif
