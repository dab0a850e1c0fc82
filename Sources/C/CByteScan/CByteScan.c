#include "CByteScan.h"

#define IN(c, from, to) ((c) >= (from) && (c) <= (to))
#define ALPHA(c) (IN(c, 'a', 'z') || IN(c, 'A', 'Z'))
#define DIGIT(c) IN(c, '0', '9')

#define TOKEN(c)                                                                                                       \
    (ALPHA(c) || DIGIT(c) || (c) == '!' || IN(c, '#', '\'') || (c) == '*' || (c) == '+' || (c) == '-' || (c) == '.' || \
     IN(c, '^', '`') || (c) == '|' || (c) == '~')
#define VALUE(c) ((c) == '\t' || IN(c, 0x20, 0x7E) || (c) >= 0x80)
#define TARGET(c) (IN(c, 0x21, 0x7E) && (c) != '"' && (c) != '#' && (c) != '<' && (c) != '>')
#define UNRESERVED(c) (ALPHA(c) || DIGIT(c) || (c) == '-' || (c) == '.' || (c) == '_' || (c) == '~')
#define HOST(c) (UNRESERVED(c) || (c) == '!' || (c) == '$' || IN(c, '&', ',') || (c) == ';' || (c) == '=')
#define HEX(c) (DIGIT(c) || IN(c, 'a', 'f') || IN(c, 'A', 'F'))

#define CLASSES(c)                                                                                                     \
    ((TOKEN(c) ? BYTE_SCAN_TOKEN : 0) | (VALUE(c) ? BYTE_SCAN_VALUE : 0) | (TARGET(c) ? BYTE_SCAN_TARGET : 0) |        \
     (HOST(c) ? BYTE_SCAN_HOST : 0) | (UNRESERVED(c) ? BYTE_SCAN_UNRESERVED : 0) | (HEX(c) ? BYTE_SCAN_HEX : 0))

#define FOUR(c) CLASSES((c)), CLASSES((c) + 1), CLASSES((c) + 2), CLASSES((c) + 3)
#define SIXTEEN(c) FOUR((c)), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
#define SIXTY_FOUR(c) SIXTEEN((c)), SIXTEEN((c) + 16), SIXTEEN((c) + 32), SIXTEEN((c) + 48)

const uint8_t byte_scan_classes[256] = {SIXTY_FOUR(0), SIXTY_FOUR(64), SIXTY_FOUR(128), SIXTY_FOUR(192)};
