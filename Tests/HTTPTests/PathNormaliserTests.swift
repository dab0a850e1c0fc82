import Testing

@testable import HTTP

@Suite struct PathNormaliserTests {
    @Test("dot segments go, slashes merge, escapes become canonical")
    func normalForms() {
        let forms = [
            ("/", "/"), ("/a/b", "/a/b"), ("/a/b/", "/a/b/"), ("/a/./b", "/a/b"), ("/a/../b", "/b"), ("/.", "/"),
            ("/..", "/"), ("/../..", "/"), ("/a/..", "/"), ("/a/.", "/a/"), ("/a/b/..", "/a/"), ("/a/b/../..", "/"),
            ("/../a", "/a"), ("/a//b", "/a/b"), ("//", "/"), ("//a", "/a"), ("/a//", "/a/"), ("/a//../b", "/b"),
            ("/...", "/..."), ("/.a", "/.a"), ("/a.", "/a."), ("/%61", "/a"), ("/%7E%2d%5F", "/~-_"),
            ("/%2e%2E/a", "/a"), ("/a/%2e", "/a/"), ("/a%2fb", "/a%2Fb"), ("/%c3%a9", "/%C3%A9"), ("/a%20b", "/a%20b"),
            ("/%2561", "/%2561"), ("/a/..%2fb", "/a/..%2Fb"), ("/%5c..", "/%5C.."), ("/a/../../../b/c/./..", "/b/"),
        ]
        for (path, normal) in forms {
            #expect(NormalPath(path).text == normal, "\(path)")
        }
    }

    @Test("broken escapes, escaped NUL and paths without a slash are a 400 and leave the output alone")
    func refused() {
        for path in ["/%", "/%4", "/%zz", "/a%2", "/%00", "/%0", "", "a", "*", "/x/%g0", "/%-1"] {
            let result = NormalPath(path)
            #expect(result.refusal == 400 && result.text == nil, "\(path)")
        }
    }
}
