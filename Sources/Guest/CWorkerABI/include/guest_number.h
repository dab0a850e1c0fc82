/// Decimal text to binary floating point, correctly rounded.
#ifndef SWIFTLET_GUEST_NUMBER_H
#define SWIFTLET_GUEST_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/// The double nearest to the number that `text` holds, ties to even: what RFC 8259 section 6 allows,
/// `-?digits[.digits][(e|E)[+-]digits]`, with at least one digit. Too large is infinity, too small is zero.
///
/// Checks nothing: the caller has seen that `text` is such a number, all of it.
double swiftlet_double(const uint8_t *_Nonnull text, size_t length);

#endif
