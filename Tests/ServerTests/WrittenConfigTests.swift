import Testing

@testable import Server

@Suite("What a configuration's file says, compared with a later one")
struct WrittenConfigTests {
    private func differences(_ before: String, _ after: String) throws -> [WrittenConfig.Difference] {
        let (old, new) = (try #require(WrittenConfig(Array(before.utf8))), WrittenConfig(Array(after.utf8)))
        return old.differences(to: try #require(new))
    }

    @Test("comments, order and places are no differences")
    func same() throws {
        let one = "threads = 2\n[a]\nx = [1, { y = \"z\" }]\n[b]\n"
        let other = "# more\nb = {}\nthreads = 2\n\na = { x = [1, { y = 'z' }] } # less\n"
        #expect(try differences(one, other).isEmpty)
    }

    @Test("a key of any depth is named, with what stood and stands there where that is short")
    func keys() throws {
        let found = try differences(
            "threads = 2\n[workers.\"a.b\".rollout]\nkey = [\"address\"]\n[admin]\n",
            "threads = 4\n[workers.\"a.b\".rollout]\nkey = [\"cookie:uid\"]\n")
        #expect(found.map(\.path) == ["admin", "threads", "workers.\"a.b\".rollout.key"])
        #expect(found.map(\.isAfter) == [false, true, true])
        #expect(found[1].before == "2" && found[1].after == "4")
        #expect(found[2].keys == ["workers", "a.b", "rollout", "key"] && found[2].after == nil)
    }

    @Test("a table that is new is told by its keys, and an empty one by its name")
    func tables() throws {
        let found = try differences("", "[limits]\nhops = 3\n[admin]\n[x.y]\nz = true\n")
        #expect(found.map(\.path) == ["admin", "limits.hops", "x.y.z"])
        #expect(found.allSatisfy { !$0.isBefore && $0.isAfter })
        #expect(try differences("a = 1", "a = { b = 1 }").map(\.path) == ["a"])
        #expect(try differences("a = [1]", "a = [1, 2]").map(\.path) == ["a"])
        #expect(WrittenConfig(Array("a = = 1".utf8)) == nil)
    }
}
