/// Decimal text to binary floating point, correctly rounded.
#include "guest_runtime.h"

#include <stdbool.h>

/// More digits than these cannot change how a double is rounded, if only it is known whether any of them is not zero:
/// the longest exact midpoint between two doubles has 768.
#define DIGITS_MAX 800
/// A shift of more bits could overflow the accumulator: 9 << 60 < 2^64.
#define SHIFT_MAX 60

/// 0.d0 d1 d2 … × 10^point: a decimal number that can be multiplied and divided by powers of two.
typedef struct {
    uint8_t digits[DIGITS_MAX];
    int count;
    int point;
    /// Digits other than zero were cut off.
    bool truncated;
} decimal;

static void trim(decimal *number) {
    while (number->count > 0 && number->digits[number->count - 1] == 0) number->count--;
    if (number->count == 0) number->point = 0;
}

/// Divides by 2^bits, bits <= SHIFT_MAX.
static void shift_right(decimal *number, int bits) {
    int read = 0, written = 0;
    uint64_t rest = 0;
    while (rest >> bits == 0) {
        if (read < number->count) {
            rest = rest * 10 + number->digits[read++];
        } else if (rest == 0) {
            number->count = 0;
            number->point = 0;
            return;
        } else {
            // The first digits of the quotient are zeros.
            while (rest >> bits == 0) {
                rest *= 10;
                read++;
            }
            break;
        }
    }
    number->point -= read - 1;
    const uint64_t mask = (UINT64_C(1) << bits) - 1;
    while (read < number->count) {
        const uint8_t digit = (uint8_t)(rest >> bits);
        rest = (rest & mask) * 10 + number->digits[read++];
        number->digits[written++] = digit;
    }
    while (rest > 0) {
        const uint8_t digit = (uint8_t)(rest >> bits);
        rest = (rest & mask) * 10;
        if (written < DIGITS_MAX) {
            number->digits[written++] = digit;
        } else if (digit > 0) {
            number->truncated = true;
        }
    }
    number->count = written;
    trim(number);
}

/// Writes one digit, if there is a place for it; of those behind the last it is only known whether one is not zero.
static void put_digit(decimal *number, int place, uint8_t digit) {
    if (place < DIGITS_MAX) {
        number->digits[place] = digit;
    } else if (digit > 0) {
        number->truncated = true;
    }
}

/// Multiplies by 2^bits, bits <= SHIFT_MAX - 4: each step adds less than 10 << bits to the carry.
static void shift_left(decimal *number, int bits) {
    // How many digits the product has more than the number: found by running through it once.
    uint64_t carry = 0;
    for (int index = number->count - 1; index >= 0; index--) {
        carry = (carry + ((uint64_t)number->digits[index] << bits)) / 10;
    }
    int added = 0;
    for (uint64_t rest = carry; rest > 0; rest /= 10) added++;

    carry = 0;
    int written = number->count + added;
    for (int index = number->count - 1; index >= 0; index--) {
        carry += (uint64_t)number->digits[index] << bits;
        put_digit(number, --written, (uint8_t)(carry % 10));
        carry /= 10;
    }
    while (carry > 0) {
        put_digit(number, --written, (uint8_t)(carry % 10));
        carry /= 10;
    }
    number->count = number->count + added < DIGITS_MAX ? number->count + added : DIGITS_MAX;
    number->point += added;
    trim(number);
}

static void shift(decimal *number, int bits) {
    const int left_max = SHIFT_MAX - 4;
    for (; number->count > 0 && bits > left_max; bits -= left_max) shift_left(number, left_max);
    for (; number->count > 0 && bits < -SHIFT_MAX; bits += SHIFT_MAX) shift_right(number, SHIFT_MAX);
    if (number->count == 0) return;
    if (bits > 0) shift_left(number, bits);
    if (bits < 0) shift_right(number, -bits);
}

/// Whether the number, cut before its point, is to be rounded up: half goes to even.
static bool rounds_up(const decimal *number, int at) {
    if (at < 0 || at >= number->count) return false;
    if (number->digits[at] == 5 && at + 1 == number->count) {
        if (number->truncated) return true;
        return at > 0 && number->digits[at - 1] % 2 == 1;
    }
    return number->digits[at] >= 5;
}

/// The whole part, rounded.
static uint64_t rounded(const decimal *number) {
    uint64_t value = 0;
    int index = 0;
    for (; index < number->point && index < number->count; index++) value = value * 10 + number->digits[index];
    for (; index < number->point; index++) value *= 10;
    return rounds_up(number, number->point) ? value + 1 : value;
}

static double from_bits(uint64_t bits) {
    union {
        uint64_t bits;
        double value;
    } both = {bits};
    return both.value;
}

#define INFINITE from_bits(UINT64_C(0x7FF) << 52)

/// Scales the number into [2^52, 2^53) by powers of two, which is exact, and rounds once.
static double exact(decimal *number) {
    if (number->count == 0) return 0;
    // Largest double 1.8e308, smallest 4.9e-324.
    if (number->point > 310) return INFINITE;
    if (number->point < -330) return 0;
    int exponent = 0;
    // Into [1/2, 1).
    while (number->point > 0) {
        const int bits = number->point > 18 ? SHIFT_MAX : number->point * 3 + 1;
        shift(number, -bits);
        exponent += bits;
    }
    while (number->point < 0 || (number->point == 0 && number->count > 0 && number->digits[0] < 5)) {
        const int bits = number->point < -17 ? SHIFT_MAX - 4 : number->point < 0 ? -number->point * 3 : 1;
        shift(number, bits);
        exponent -= bits;
    }
    // value = number × 2^exponent, number in [1/2, 1): as 1.f × 2^(exponent - 1).
    exponent--;
    if (exponent < -1022) {
        // Subnormal: fewer bits.
        const int lost = -1022 - exponent;
        shift(number, -lost);
        exponent += lost;
    }
    shift(number, 53);
    uint64_t mantissa = rounded(number);
    if (mantissa == UINT64_C(1) << 53) {
        mantissa >>= 1;
        exponent++;
    }
    if (exponent > 1023) return INFINITE;
    if ((mantissa >> 52 & 1) == 0) return from_bits(mantissa);
    return from_bits((uint64_t)(exponent + 1023) << 52 | (mantissa & ((UINT64_C(1) << 52) - 1)));
}

static const double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

double swiftlet_double(const uint8_t *text, size_t length) {
    size_t position = 0;
    const bool negative = length > 0 && text[0] == '-';
    if (negative) position++;

    decimal number;
    number.count = 0;
    number.point = 0;
    number.truncated = false;
    uint64_t leading = 0;
    bool after_point = false;
    for (; position < length; position++) {
        const uint8_t byte = text[position];
        if (byte == '.') {
            after_point = true;
            continue;
        }
        const uint8_t digit = (uint8_t)(byte - '0');
        if (digit > 9) break;
        if (number.count == 0 && digit == 0) {
            if (after_point) number.point--;
            continue;
        }
        if (number.count < 19) leading = leading * 10 + digit;
        if (number.count < DIGITS_MAX) {
            number.digits[number.count++] = digit;
        } else if (digit > 0) {
            number.truncated = true;
        }
        if (!after_point) number.point++;
    }
    if (position < length) {
        position++;
        const bool less = position < length && text[position] == '-';
        if (less || (position < length && text[position] == '+')) position++;
        int exponent = 0;
        for (; position < length; position++) {
            // Far beyond what changes anything, far below an overflow.
            if (exponent < 100000000) exponent = exponent * 10 + (text[position] - '0');
        }
        number.point += less ? -exponent : exponent;
    }

    double value;
    const int scale = number.point - number.count;
    if (number.count <= 15 && scale >= -22 && scale <= 22) {
        // Both are exact, so the one operation rounds correctly (Clinger 1990).
        value = scale < 0 ? (double)leading / powers_of_ten[-scale] : (double)leading * powers_of_ten[scale];
    } else {
        value = exact(&number);
    }
    return negative ? -value : value;
}
