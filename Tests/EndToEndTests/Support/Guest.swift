import Foundation

/// Workers in C for tests of versions, which differ in what they say and in how they fail.
enum Guest {
    /// Answers with these words.
    static func saying(_ words: String) throws -> [UInt8] {
        try doing("", saying: words)
    }

    /// Does something first: `head` is the request's, `path` points to its target's `length` bytes. What it returns
    /// itself is its answer.
    static func doing(_ work: String, saying words: String) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let path = try CModule.build(
            "guest",
            fetch: """
                const uint8_t *path = area + head->target.offset;
                uint32_t length = head->target.length;
                (void)path; (void)length;
                \(work)
                answer.body_kind = SWIFTLET_BODY_BYTES;
                answer.body = (swiftlet_bytes){(uint32_t)"\(words)", \(words.utf8.count)};
                """, in: folder)
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    /// Asks its origin `origin` and waits before it answers.
    static func asking(saying words: String) throws -> [UInt8] {
        try doing(
            """
            static swiftlet_message question;
            question.base = SWIFTLET_NONE;
            int32_t origin = swiftlet_origin((const uint8_t *)"origin", 6);
            if (origin < 0) __builtin_trap();
            int32_t handle = swiftlet_send((uint32_t)origin, &question);
            if (handle < 0 || swiftlet_wait(handle) < 0) __builtin_trap();
            """, saying: words)
    }

    /// Traps where the request's last digits are such a number.
    static func trapping(where condition: String, saying words: String) throws -> [UInt8] {
        try doing("\(number)if (\(condition)) __builtin_trap();", saying: words)
    }

    /// Traps for one user, whose cookie is `uid=USER` and nothing else.
    static func trapping(forUser user: String, saying words: String) throws -> [UInt8] {
        let cookie = "uid=\(user)"
        return try doing(
            """
            const swiftlet_field *field = (const swiftlet_field *)(area + sizeof *head);
            for (uint32_t index = 0; index < head->field_count; index++, field++) {
                const volatile uint8_t *value = area + head->head_offset + field->value_offset;
                uint32_t same = 0;
                while (same < field->value_length && same < \(cookie.utf8.count) && value[same] == "\(cookie)"[same]) same++;
                if (same == \(cookie.utf8.count) && same == field->value_length) __builtin_trap();
            }
            """, saying: words)
    }

    /// Computes for so many rounds.
    static func computing(_ rounds: Int, saying words: String) throws -> [UInt8] {
        try doing(
            """
            volatile uint32_t sum = 1;
            for (uint32_t round = 0; round < \(rounds); round++) sum = sum * 31 + round;
            """, saying: words)
    }

    /// The number that the path ends with.
    private static let number = """
        uint32_t number = 0, digit = 1;
        for (uint32_t at = length; at > 0 && path[at - 1] >= '0' && path[at - 1] <= '9'; at--, digit *= 10)
            number += (path[at - 1] - '0') * digit;

        """

    /// The same module, as bytes that nobody has seen.
    static func variant(_ number: Int, of module: [UInt8]) -> [UInt8] {
        module + customSection("note", Array("\(number)".utf8))
    }

    static func customSection(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let inside = [UInt8(name.utf8.count)] + Array(name.utf8) + content
        var (size, rest): ([UInt8], Int) = ([], inside.count)
        repeat {
            size.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return [0] + size + inside
    }
}
