/// The byte loops of the HTTP parser, 16 bytes at a step.
///
/// They are in C because `static inline` functions over vector intrinsics inline into Swift without a call, while
/// Swift's own SIMD types compare lane by lane (measured: 3,000 ns for a head against 120 ns).
/// No function reads at or past `end`. None writes. All are pure.
#ifndef SWIFTLET_BYTE_SCAN_H
#define SWIFTLET_BYTE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__) && !defined(BYTE_SCAN_PORTABLE)
#include <emmintrin.h>
#define BYTE_SCAN_VECTOR 1
#elif defined(__ARM_NEON) && !defined(BYTE_SCAN_PORTABLE)
#include <arm_neon.h>
#define BYTE_SCAN_VECTOR 1
#endif

#pragma clang assume_nonnull begin

/// tchar, RFC 9110 section 5.6.2.
#define BYTE_SCAN_TOKEN 1u
/// What a field value or a reason phrase may hold: HTAB, SP, VCHAR, obs-text (RFC 9110 section 5.5).
#define BYTE_SCAN_VALUE 2u
/// What a request target may hold: VCHAR without `"`, `#`, `<`, `>`. Wider than RFC 3986: browsers send `|`, `[`, `{`
/// and more unescaped in queries.
#define BYTE_SCAN_TARGET 4u
/// A registered name's bytes without `%`: unreserved and sub-delims of RFC 3986.
#define BYTE_SCAN_HOST 8u
/// unreserved, RFC 3986 section 2.3.
#define BYTE_SCAN_UNRESERVED 16u
/// HEXDIG, in either case.
#define BYTE_SCAN_HEX 32u

/// The classes of each byte value: a set of the bits above.
extern const uint8_t byte_scan_classes[256];

/// Whether `byte` belongs to one of `classes`.
static inline bool byte_scan_is(uint8_t byte, uint8_t classes) {
    return (byte_scan_classes[byte] & classes) != 0;
}

/// The first byte that belongs to none of `classes`, or `end`.
static inline const uint8_t *byte_scan_while(const uint8_t *at, const uint8_t *end, uint8_t classes) {
    while (at < end && byte_scan_is(*at, classes)) at++;
    return at;
}

#if defined(__SSE2__) && defined(BYTE_SCAN_VECTOR)
typedef __m128i byte_scan_vector;
/// One bit per byte.
typedef uint32_t byte_scan_mask;
#define BYTE_SCAN_MASK_ALL 0xFFFFu
static inline byte_scan_vector byte_scan_load(const uint8_t *at) { return _mm_loadu_si128((const __m128i *)at); }
static inline byte_scan_vector byte_scan_all(uint8_t byte) { return _mm_set1_epi8((char)byte); }
static inline byte_scan_vector byte_scan_equal(byte_scan_vector a, uint8_t byte) {
    return _mm_cmpeq_epi8(a, byte_scan_all(byte));
}
/// `a <= byte`, unsigned.
static inline byte_scan_vector byte_scan_at_most(byte_scan_vector a, uint8_t byte) {
    return _mm_cmpeq_epi8(_mm_min_epu8(a, byte_scan_all(byte)), a);
}
static inline byte_scan_vector byte_scan_or(byte_scan_vector a, byte_scan_vector b) { return _mm_or_si128(a, b); }
static inline byte_scan_vector byte_scan_minus(byte_scan_vector a, uint8_t byte) {
    return _mm_sub_epi8(a, byte_scan_all(byte));
}
static inline byte_scan_mask byte_scan_bits(byte_scan_vector a) { return (byte_scan_mask)_mm_movemask_epi8(a); }
static inline size_t byte_scan_first(byte_scan_mask mask) { return (size_t)__builtin_ctz(mask); }
#elif defined(BYTE_SCAN_VECTOR)
typedef uint8x16_t byte_scan_vector;
/// Four bits per byte: NEON has no instruction that gathers one.
typedef uint64_t byte_scan_mask;
#define BYTE_SCAN_MASK_ALL 0xFFFFFFFFFFFFFFFFu
static inline byte_scan_vector byte_scan_load(const uint8_t *at) { return vld1q_u8(at); }
static inline byte_scan_vector byte_scan_all(uint8_t byte) { return vdupq_n_u8(byte); }
static inline byte_scan_vector byte_scan_equal(byte_scan_vector a, uint8_t byte) {
    return vceqq_u8(a, byte_scan_all(byte));
}
/// `a <= byte`, unsigned.
static inline byte_scan_vector byte_scan_at_most(byte_scan_vector a, uint8_t byte) {
    return vcleq_u8(a, byte_scan_all(byte));
}
static inline byte_scan_vector byte_scan_or(byte_scan_vector a, byte_scan_vector b) { return vorrq_u8(a, b); }
static inline byte_scan_vector byte_scan_minus(byte_scan_vector a, uint8_t byte) {
    return vsubq_u8(a, byte_scan_all(byte));
}
static inline byte_scan_mask byte_scan_bits(byte_scan_vector a) {
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(a), 4)), 0);
}
static inline size_t byte_scan_first(byte_scan_mask mask) { return (size_t)__builtin_ctzll(mask) / 4; }
#endif

/// The first byte that is no tchar, or `end`.
static inline const uint8_t *byte_scan_token(const uint8_t *at, const uint8_t *end) {
#if defined(BYTE_SCAN_VECTOR)
    while (end - at >= 16) {
        // Letters, digits and "-" at once: nearly every field name is made of these.
        byte_scan_vector bytes = byte_scan_load(at);
        byte_scan_vector letter = byte_scan_at_most(byte_scan_minus(byte_scan_or(bytes, byte_scan_all(0x20)), 'a'), 25);
        byte_scan_vector digit = byte_scan_at_most(byte_scan_minus(bytes, '0'), 9);
        byte_scan_vector dash = byte_scan_equal(bytes, '-');
        byte_scan_mask other = byte_scan_bits(byte_scan_or(byte_scan_or(letter, digit), dash)) ^ BYTE_SCAN_MASK_ALL;
        if (other == 0) {
            at += 16;
            continue;
        }
        at += byte_scan_first(other);
        if (!byte_scan_is(*at, BYTE_SCAN_TOKEN)) return at;
        at++;
    }
#endif
    return byte_scan_while(at, end, BYTE_SCAN_TOKEN);
}

/// The first byte that a field value may not hold (the CR at its end, as a rule), or `end`.
static inline const uint8_t *byte_scan_value(const uint8_t *at, const uint8_t *end) {
#if defined(BYTE_SCAN_VECTOR)
    while (end - at >= 16) {
        byte_scan_vector bytes = byte_scan_load(at);
        byte_scan_vector control = byte_scan_or(byte_scan_at_most(bytes, 0x1F), byte_scan_equal(bytes, 0x7F));
        byte_scan_mask found = byte_scan_bits(control);
        if (found == 0) {
            at += 16;
            continue;
        }
        at += byte_scan_first(found);
        if (*at != '\t') return at;
        at++;
    }
#endif
    return byte_scan_while(at, end, BYTE_SCAN_VALUE);
}

/// The first byte that a request target may not hold (the space behind it, as a rule), or `end`.
static inline const uint8_t *byte_scan_target(const uint8_t *at, const uint8_t *end) {
#if defined(BYTE_SCAN_VECTOR)
    while (end - at >= 16) {
        byte_scan_vector bytes = byte_scan_load(at);
        // 0x21...0x7E: what is below wraps around to the top.
        byte_scan_mask visible = byte_scan_bits(byte_scan_at_most(byte_scan_minus(bytes, 0x21), 0x7E - 0x21));
        // `"` and `#` differ in one bit and stand side by side; `<` and `>` differ in bit 1.
        byte_scan_vector quote = byte_scan_at_most(byte_scan_minus(bytes, '"'), 1);
        byte_scan_vector angle = byte_scan_equal(byte_scan_or(bytes, byte_scan_all(2)), '>');
        byte_scan_mask found = (visible ^ BYTE_SCAN_MASK_ALL) | byte_scan_bits(byte_scan_or(quote, angle));
        if (found != 0) return at + byte_scan_first(found);
        at += 16;
    }
#endif
    return byte_scan_while(at, end, BYTE_SCAN_TARGET);
}

/// Whether a path is not in normal form for sure: it holds `%`, or a "/" before "/" or ".".
static inline bool byte_scan_is_odd(const uint8_t *at, const uint8_t *end) {
    return *at == '%' || (*at == '/' && at + 1 < end && (at[1] == '/' || at[1] == '.'));
}

/// The end of the path that starts at `at`: the first `?`, or `end`. Sets `odd` if `byte_scan_is_odd` holds somewhere
/// before it; bytes behind `end` and before `limit` may be read, but count for nothing.
static inline const uint8_t *byte_scan_path(const uint8_t *at, const uint8_t *end, const uint8_t *limit, bool *odd) {
    *odd = false;
#if defined(BYTE_SCAN_VECTOR)
    while (at < end && limit - at >= 17) {
        byte_scan_vector bytes = byte_scan_load(at);
        byte_scan_vector next = byte_scan_load(at + 1);
        byte_scan_mask question = byte_scan_bits(byte_scan_equal(bytes, '?'));
        byte_scan_mask percent = byte_scan_bits(byte_scan_equal(bytes, '%'));
        byte_scan_mask slash = byte_scan_bits(byte_scan_equal(bytes, '/'));
        // "." and "/" are neighbours.
        byte_scan_mask follows = byte_scan_bits(byte_scan_at_most(byte_scan_minus(next, '.'), 1));
        byte_scan_mask strange = percent | (slash & follows);
        size_t left = (size_t)(end - at);
        size_t stop = question != 0 ? byte_scan_first(question) : 16;
        if (stop > left) stop = left;
        // A "/" at the very end is followed by "?" or a space: never by "/" or ".".
        if (strange != 0 && byte_scan_first(strange) < stop) *odd = true;
        if (stop < 16) return at + stop;
        at += 16;
    }
#endif
    while (at < end && *at != '?') {
        if (byte_scan_is_odd(at, end)) *odd = true;
        at++;
    }
    return at;
}

/// Little-endian words from any address.
static inline uint64_t byte_scan_load8(const uint8_t *at) {
    uint64_t word;
    __builtin_memcpy(&word, at, 8);
    return word;
}
static inline uint32_t byte_scan_load4(const uint8_t *at) {
    uint32_t word;
    __builtin_memcpy(&word, at, 4);
    return word;
}

#pragma clang assume_nonnull end

#endif
