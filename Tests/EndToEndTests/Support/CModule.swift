import Foundation

/// A worker in C, built with the toolchain's clang: for what the built workers do not do.
enum CModule {
    /// What every one of them has; `fetch` fills `answer` in and may use `room`.
    private static func program(_ fetch: String) -> String {
        """
        #include "worker_abi.h"
        static uint8_t area[40000] __attribute__((aligned(8)));
        static uint8_t room[65536];
        static swiftlet_message answer;
        uint32_t swiftlet_abi_version(void) { return SWIFTLET_ABI_VERSION; }
        void swiftlet_init(void) {}
        uint32_t swiftlet_request_area(uint32_t capacity) { return capacity <= sizeof area ? (uint32_t)area : 0; }
        uint32_t swiftlet_fetch(void) {
            const swiftlet_head *head = (const swiftlet_head *)area;
            answer.kind = SWIFTLET_RESPOND;
            answer.status = 200;
            \(fetch)
            return (uint32_t)&answer;
        }
        """
    }

    /// The module's path.
    static func build(_ name: String, fetch: String, in folder: TemporaryFolder) throws -> String {
        let module = folder.path("\(name).wasm")
        let source = try folder.write("\(name).c", program(fetch).utf8)
        try compile(source, to: module, "-O2")
        return module
    }

    /// Compiles a file with the toolchain's clang.
    static func compile(_ source: String, to module: String, _ options: String) throws {
        let headers = Repository.root.path(percentEncoded: false) + "/Sources/Guest/CWorkerABI/include"
        let script = """
            PATH="$(dirname "$(readlink -f "$(command -v swiftc)")"):$PATH"
            mkdir -p "$(dirname '\(module)')"
            exec clang --target=wasm32 -nostdlib -Wl,--no-entry \(options) -I '\(headers)' -o '\(module)' '\(source)'
            """
        let built = try Command("/bin/sh", "-c", script)
        guard built.exitCode == 0 else { throw EndToEndError("clang: \(built.errors)") }
    }

    /// Answers with the request's fields, "name: value" on a line each, and one field of its own.
    static let echo = """
        const swiftlet_field *field = (const swiftlet_field *)(area + sizeof *head);
        uint32_t count = 0;
        for (uint32_t index = 0; index < head->field_count; index++, field++) {
            const uint8_t *bytes = area + head->head_offset;
            for (uint32_t i = 0; i < field->name_length; i++) room[count++] = bytes[field->name_offset + i];
            room[count++] = ':';
            room[count++] = ' ';
            for (uint32_t i = 0; i < field->value_length; i++) room[count++] = bytes[field->value_offset + i];
            room[count++] = 10;
        }
        static swiftlet_edit edit;
        edit.operation = SWIFTLET_SET;
        edit.name = (swiftlet_bytes){(uint32_t)"X-Worker", 8};
        edit.value = (swiftlet_bytes){(uint32_t)"1", 1};
        answer.edit_count = 1;
        answer.edits = (uint32_t)&edit;
        answer.body_kind = SWIFTLET_BODY_BYTES;
        answer.body = (swiftlet_bytes){(uint32_t)room, count};
        """
}
