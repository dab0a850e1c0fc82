/// A worker in C: greets the user whom the field X-User names, in the words of the variable GREETING.
///
/// No library, no runtime: what docs/abi.md and worker_abi.h say is all that it knows of the host.
#include "worker_abi.h"

/// Everything lives in these: the module needs no heap. The host writes the request's head into `area`.
static uint8_t area[40 << 10] __attribute__((aligned(8)));
static uint8_t text[1024];
static swiftlet_edit fields[1];
static swiftlet_message answer;

static const char content_type[] = "Content-Type", plain[] = "text/plain; charset=utf-8";

/// Offsets that a guest passes are addresses.
static swiftlet_bytes bytes(const void *start, uint32_t length) {
    return (swiftlet_bytes){(uint32_t)start, length};
}

/// Appends what fits.
static uint32_t append(uint32_t length, const void *from, uint32_t count) {
    if (count > sizeof text - length) count = sizeof text - length;
    for (uint32_t i = 0; i < count; i++) text[length + i] = ((const uint8_t *)from)[i];
    return length + count;
}

static uint8_t lower(uint8_t c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; }

/// The value of the first field of this name, whatever its case; empty without one.
static swiftlet_bytes field(const char *name, uint32_t length) {
    const swiftlet_head *head = (const void *)area;
    const swiftlet_field *table = (const void *)(head + 1);
    const uint8_t *start = area + head->head_offset;
    for (uint32_t i = 0; i < head->field_count; i++) {
        if (table[i].name_length != length) continue;
        uint32_t same = 0;
        while (same < length && lower(start[table[i].name_offset + same]) == lower((uint8_t)name[same])) same++;
        if (same == length) return bytes(start + table[i].value_offset, table[i].value_length);
    }
    return bytes(text, 0);
}

uint32_t swiftlet_abi_version(void) { return SWIFTLET_ABI_VERSION; }

void swiftlet_init(void) {}

uint32_t swiftlet_request_area(uint32_t capacity) { return capacity <= sizeof area ? (uint32_t)area : 0; }

uint32_t swiftlet_fetch(void) {
    // A length beyond the room, or negative for a variable that is not there, means that nothing was copied.
    int32_t greeting = swiftlet_variable((const uint8_t *)"GREETING", 8, text, sizeof text / 2);
    uint32_t length = greeting >= 0 && greeting <= (int32_t)(sizeof text / 2) ? (uint32_t)greeting : append(0, "hello", 5);

    swiftlet_bytes user = field("X-User", 6);
    length = append(length, ", ", 2);
    if (user.length) length = append(length, (const void *)user.offset, user.length);
    else length = append(length, "stranger", 8);
    swiftlet_log(SWIFTLET_LOG_INFO, text, length);
    length = append(length, "\n", 1);

    fields[0] = (swiftlet_edit){
        SWIFTLET_SET, bytes(content_type, sizeof content_type - 1), bytes(plain, sizeof plain - 1)};
    answer.kind = SWIFTLET_RESPOND;
    answer.status = 200;
    answer.edit_count = 1;
    answer.edits = (uint32_t)fields;
    answer.body_kind = SWIFTLET_BODY_BYTES;
    answer.body = bytes(text, length);
    return (uint32_t)&answer;
}
