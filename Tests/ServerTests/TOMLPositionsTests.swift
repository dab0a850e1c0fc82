import Testing

@testable import Server

@Suite struct TOMLPositionsTests {
    private func lines(_ text: String) -> [String: Int] {
        let positions = TOMLPositions(Array(text.utf8))
        #expect(positions.refusal == nil)
        return positions.lines
    }

    @Test("tables, dotted and quoted keys are found")
    func keys() {
        let found = lines("a = 1\n\n[b.c]\nd.e = 2 # x\n\"f g\" = 'h'\n'i' = 3")
        #expect(found == ["a": 1, "b": 3, "b.c": 3, "b.c.d": 4, "b.c.d.e": 4, "b.c.\"f g\"": 5, "b.c.i": 6])
    }

    @Test("elements of arrays of tables are counted, and tables below them belong to the last")
    func arraysOfTables() {
        let found = lines("[[r]]\nm = 1\n[r.s]\nt = 2\n[[r]]\n[[r.u]]\nv = 3\n[[r.u]]\nv = 4")
        #expect(found["r[0].m"] == 2)
        #expect(found["r[0].s.t"] == 4)
        #expect(found["r[1]"] == 5)
        #expect(found["r[1].u[0].v"] == 7)
        #expect(found["r[1].u[1].v"] == 9)
    }

    @Test("arrays and inline tables over several lines are followed")
    func inline() {
        let found = lines("a = [ # one\n  { b = 1, c = [2,\n 3] },\n\n  'x' ]\nd = {}\ne = []\nf = { g.h = \"}\" }")
        #expect(found["a[0].b"] == 2)
        #expect(found["a[0].c[1]"] == 3)
        #expect(found["a[1]"] == 5)
        #expect(found["f.g.h"] == 8)
    }

    @Test("what stands in strings is not taken for structure")
    func strings() {
        let found = lines(
            "a = \"x # \\\" ] = \"\nb = '''\n[no]\n'' '''\nc = \"\"\"\ny = 1\\\n \"\" \\\"\"\"\"\"\"\nd = '\\'\ne = +1_000"
        )
        #expect(found == ["a": 1, "b": 2, "c": 5, "d": 8, "e": 9])
    }

    @Test("line ends of both kinds count once")
    func lineEnds() {
        #expect(lines("a = 1\r\nb = 2\r\n\r\nc = 3") == ["a": 1, "b": 2, "c": 4])
    }

    @Test(
        "whole numbers and booleans are the only values without quotes",
        arguments: ["0", "-17", "+5", "1_000", "0xdead_BEEF", "0o755", "0b1010", "true", "false"])
    func bare(_ text: String) {
        #expect(TOMLPositions(Array("a = \(text) # x".utf8)).refusal == nil)
    }

    @Test(
        "other text without quotes is refused",
        arguments: [
            "", "01", "1__0", "_1", "1_", "0x", "0xg", "+0x1", "1.5", "1e3", "inf", "1979-05-27", "True", "yes", "٣",
        ])
    func notBare(_ text: String) {
        #expect(TOMLPositions(Array("a = \(text)\n".utf8)).refusal?.key == "a")
    }
}
