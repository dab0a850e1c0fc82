// Sins of the answer: its place, its numbers, its fields, and when it is given.
#include "zoo.h"

static __attribute__((noinline)) uint32_t places(void) {
    if (is("answer-outside")) return END;
    if (is("answer-at-end")) return END - sizeof(swiftlet_message) + 4;
    if (is("answer-negative")) return 0xffffffffu;
    if (is("answer-zeroes")) {
        answer = (swiftlet_message){0};
        return (uint32_t)&answer;
    }
    if (is("body-outside")) {
        own(200, "");
        answer.body = (swiftlet_bytes){END - 1, 2};
        return (uint32_t)&answer;
    }
    if (is("body-negative")) {
        own(200, "");
        answer.body = (swiftlet_bytes){16, 0xffffffffu};
        return (uint32_t)&answer;
    }
    if (is("edits-outside")) {
        own(200, "");
        answer.edit_count = 1;
        answer.edits = 0xfffffffcu;
        return (uint32_t)&answer;
    }
    if (is("edits-without-end")) {
        own(200, "");
        answer.edit_count = 0xffffffffu;
        return (uint32_t)&answer;
    }
    if (is("name-outside")) return with_field((swiftlet_bytes){END, 4}, bytes("x"));
    if (is("value-outside")) return with_field(bytes("X-Sin"), (swiftlet_bytes){0xffffffffu, 1});
    if (is("value-over-everything")) return with_field(bytes("X-Sin"), (swiftlet_bytes){0, END});
    return 0;
}

static __attribute__((noinline)) uint32_t numbers(void) {
    if (is("status-0")) return own(0, "");
    if (is("status-99")) return own(99, "");
    if (is("status-101")) return own(101, "");
    if (is("status-600")) return own(600, "");
    if (is("status-huge")) return own(0xffffffffu, "");
    if (is("kind-unknown")) {
        own(200, "");
        answer.kind = 99;
        return (uint32_t)&answer;
    }
    if (is("body-kind-unknown")) {
        own(200, "");
        answer.body_kind = 99;
        return (uint32_t)&answer;
    }
    if (is("operation-unknown")) {
        with_field(bytes("X-Sin"), bytes("x"));
        edit.operation = 99;
        return (uint32_t)&answer;
    }
    if (is("stream-without-respond")) {
        own(200, "");
        answer.body_kind = SWIFTLET_BODY_STREAM;
        return (uint32_t)&answer;
    }
    if (is("forward-to-nobody")) {
        answer = (swiftlet_message){.kind = SWIFTLET_FORWARD, .base = SWIFTLET_REQUEST, .origin = 9};
        return (uint32_t)&answer;
    }
    return 0;
}

static __attribute__((noinline)) uint32_t fields(void) {
    if (is("cr-in-value")) return with_field(bytes("X-Sin"), bytes("a\rInjected: yes"));
    if (is("lf-in-value")) return with_field(bytes("X-Sin"), bytes("a\nInjected: yes"));
    if (is("crlf-in-value")) return with_field(bytes("X-Sin"), bytes("a\r\nInjected: yes"));
    if (is("nul-in-value")) return with_field(bytes("X-Sin"), (swiftlet_bytes){(uint32_t)"a\0b", 3});
    if (is("crlf-in-name")) return with_field(bytes("X-Sin: a\r\nInjected"), bytes("yes"));
    if (is("nul-in-name")) return with_field((swiftlet_bytes){(uint32_t)"X\0Sin", 5}, bytes("yes"));
    if (is("colon-in-name")) return with_field(bytes("Injected: yes"), bytes("x"));
    if (is("empty-name")) return with_field((swiftlet_bytes){0, 0}, bytes("x"));
    if (is("utf8-in-name")) return with_field(bytes("X-S\xc3\xadn"), bytes("x"));
    if (is("crlf-in-target")) {
        request = (swiftlet_message){.target = bytes("/a HTTP/1.1\r\nInjected: yes")};
        return expect(swiftlet_send(0, &request) == SWIFTLET_ERROR_INVALID);
    }
    if (is("crlf-in-method")) {
        request = (swiftlet_message){.method = bytes("GET /x HTTP/1.1\r\n\r\nGET")};
        return expect(swiftlet_send(0, &request) == SWIFTLET_ERROR_INVALID);
    }
    if (is("lying-length")) {
        with_field(bytes("Content-Length"), bytes("500"));
        answer.body = bytes("as documented\n");
        return (uint32_t)&answer;
    }
    if (is("lying-framing")) {
        with_field(bytes("Transfer-Encoding"), bytes("chunked"));
        answer.body = bytes("as documented\n");
        return (uint32_t)&answer;
    }
    if (is("lying-connection")) {
        with_field(bytes("Connection"), bytes("upgrade"));
        answer.body = bytes("as documented\n");
        return (uint32_t)&answer;
    }
    if (is("utf8-broken")) {
        with_field(bytes("X-Sin"), bytes("\xff\xc3("));
        answer.body = bytes("as documented\n");
        return (uint32_t)&answer;
    }
    if (is("head-too-large")) {
        static swiftlet_edit many[64];
        __builtin_memset(room, 'x', sizeof room);
        own(200, "");
        for (uint32_t i = 0; i < 64; i++)
            many[i] = (swiftlet_edit){
                .operation = SWIFTLET_APPEND, .name = bytes("X-Sin"), .value = {(uint32_t)room, 1000}};
        answer.edit_count = 64;
        answer.edits = (uint32_t)many;
        return (uint32_t)&answer;
    }
    return 0;
}

/// When it is given: twice, never, and what goes on behind it.
static __attribute__((noinline)) uint32_t times(void) {
    if (is("never-answers")) return (uint32_t)&done;
    if (is("answers-twice")) {
        own(200, "the first\n");
        swiftlet_respond(&answer);
        swiftlet_respond(&answer);
        return (uint32_t)&done;
    }
    if (is("answers-again")) {
        own(200, "the first\n");
        swiftlet_respond(&answer);
        return own(200, "the second\n");
    }
    if (is("body-after-end")) {
        open_stream();
        swiftlet_write((const uint8_t *)"as documented\n", 14);
        swiftlet_write(0, 0);
        if (swiftlet_write((const uint8_t *)"more", 4) != SWIFTLET_ERROR_UNKNOWN) __builtin_trap();
        return (uint32_t)&done;
    }
    if (is("body-without-answer"))
        return expect(swiftlet_write((const uint8_t *)"early", 5) == SWIFTLET_ERROR_UNKNOWN);
    if (is("body-left-open")) {
        open_stream();
        swiftlet_write((const uint8_t *)"a part", 6);
        return (uint32_t)&done;
    }
    if (is("trap-in-body")) {
        open_stream();
        swiftlet_write((const uint8_t *)"a part", 6);
        __builtin_trap();
    }
    if (is("write-outside")) {
        open_stream();
        swiftlet_write(at(END), 1);
        return (uint32_t)&done;
    }
    if (is("write-without-end")) {
        open_stream();
        for (;;) swiftlet_write(room, sizeof room);
    }
    if (is("respond-after-trap")) {
        __builtin_trap();
        swiftlet_respond(&answer);
    }
    if (is("spin-afterwards")) {
        own(200, "answered\n");
        swiftlet_respond(&answer);
        for (;;) sink++;
    }
    if (is("trap-afterwards")) {
        own(200, "answered\n");
        swiftlet_respond(&answer);
        __builtin_trap();
    }
    if (is("wait-afterwards")) {
        own(200, "answered\n");
        swiftlet_respond(&answer);
        swiftlet_wait(ask("/hang"));
        return (uint32_t)&done;
    }
    if (is("wait-for-ever")) {
        swiftlet_wait(ask("/hang"));
        return (uint32_t)&done;
    }
    return 0;
}

static __attribute__((noinline)) uint32_t answers(void) {
    uint32_t found = places();
    if (!found) found = numbers();
    if (!found) found = fields();
    return found ? found : times();
}
