import Testing

@testable import Swiftlet

@Suite struct QueryItemsTests {
    @Test(
        "A query is read as the URL standard says",
        arguments: [
            ("", []), ("&&", []), ("a", ["a:"]), ("a=", ["a:"]), ("=", [":"]), ("=b", [":b"]), ("a=b=c", ["a:b=c"]),
            ("a=1&b=2&a=3", ["a:1", "b:2", "a:3"]), ("a+b=c+d", ["a b:c d"]), ("%61=%2B", ["a:+"]), ("a=%", ["a:%"]),
            ("a=%zz&b", ["a:%zz", "b:"]), ("a=%ff", ["a:\u{fffd}"]), ("a=%26%3D", ["a:&="]), ("?a=1", ["?a:1"]),
            ("a=\u{0}", ["a:\u{0}"]), ("é=%C3%A9", ["é:é"]),
        ] as [(String, [String])])
    func reading(query: String, items: [String]) {
        #expect(QueryItems(query).map { item in item.name + ":" + item.value } == items)
    }

    @Test("A request's items are found by their decoded names, the first one first")
    func lookup() {
        let request = received("/list?page=2&tag=a&t%61g=b+c&empty=&flag")
        #expect(request.query["page"] == "2" && request.query["tag"] == "a")
        #expect(request.query[values: "tag"] == ["a", "b c"])
        #expect(request.query["empty"] == "" && request.query["flag"] == "" && request.query.contains("flag"))
        #expect(request.query["pag"] == nil && request.query["pages"] == nil && !request.query.contains(""))
        let name = "page"
        #expect(request.query[name] == "2")
        #expect(received("/").query.isEmpty && received("/?").query.isEmpty && !request.query.isEmpty)
    }

    @Test("Items are written as forms are")
    func writing() {
        var items: QueryItems = ["q": "soap & water", "é": "a=b"]
        items.append("page", "2")
        items.append("*-._~", "!'()")
        #expect(items.text == "q=soap+%26+water&%C3%A9=a%3Db&page=2&*-._%7E=%21%27%28%29")
        #expect(items["q"] == "soap & water" && items["é"] == "a=b" && items["*-._~"] == "!'()")
    }

    @Test("Setting replaces all of a name at the place of the first; the others stay as they were written")
    func setting() {
        var request = received("/list?utm_source=x&a=%7e&b=1&utm_medium=y&b=2&c+d=%7E")
        request.query["b"] = "3 4"
        #expect(request.target == "/list?utm_source=x&a=%7e&b=3+4&utm_medium=y&c+d=%7E")
        request.query.removeAll { item in item.name.hasPrefix("utm_") }
        #expect(request.target == "/list?a=%7e&b=3+4&c+d=%7E")
        request.query["new"] = "1"
        #expect(request.target == "/list?a=%7e&b=3+4&c+d=%7E&new=1")
        for name in ["a", "b", "c d", "new", "none"] { request.query[name] = nil }
        #expect(request.target == "/list" && request.queryString == nil)
    }

    @Test("What is set cannot leave the query")
    func injection() {
        var request = received("/list")
        request.query["a\r\n&b"] = "x y#z&c=d\r\nHost: evil"
        #expect(request.target == "/list?a%0D%0A%26b=x+y%23z%26c%3Dd%0D%0AHost%3A+evil")
        request.query = QueryItems("a=1 \r\n#x")
        #expect(request.target == "/list?a=1%20%0D%0A%23x")
    }

    @Test("Sorting goes by name, and keeps the order of one name")
    func sorting() {
        var items = QueryItems("c=1&b=2&%61=3&b=1&c=0&a=9&bb=1&=e")
        items.sort()
        #expect(items.text == "=e&%61=3&a=9&b=2&b=1&bb=1&c=1&c=0")
        var many = QueryItems()
        for index in 0..<1000 { many.append(String(index * 7919 % 1000), String(index)) }
        many.sort()
        #expect(many.map(\.name) == (0..<1000).map { index in String(index) }.sorted())
    }

    @Test("Any text is read, and read again as the same from what is written")
    func fuzz() {
        for bytes in Mutations(of: ["a=1&b=2&a=3", "q=soap+%26+water", "%%%=%&&=", "é=ü"], extra: "&=+%2") {
            let query = QueryItems(Bytes(copying: bytes))
            var written = QueryItems()
            for item in query {
                #expect(item.isCalled(item.nameBytes))
                written.append(item.nameBytes, item.valueBytes)
            }
            let again = QueryItems(written.bytes)
            #expect(again.map(\.name) == query.map(\.name) && again.map(\.value) == query.map(\.value))
        }
    }
}
