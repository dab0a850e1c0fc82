internal import Swiftlet
internal import SwiftletFormats

extension Target {
    /// A URL is in its normal form, and stays what it is when it is read again. Before a line end in the input is a
    /// base, behind it what is resolved against it.
    static let url = Target(name: "url", about: "URL: absolute, relative, hosts and addresses") { input in
        let input = input.bytes
        check(input, base: nil)
        let lineEnd = input.position(of: UInt8(ascii: "\n"))
        guard lineEnd < input.count, let base = try? URL(input.slice(0..<lineEnd)) else { return }
        check(input.slice(lineEnd + 1..<input.count), base: base)
    }

    private static func check(_ text: Bytes, base: URL?) {
        guard var url = try? URL(text, base: base) else { return }
        checkNormalForm(url)
        // Encoding may have made it longer than what is read.
        if let base, url.bytes.count <= URL.bytesMax {
            expect((try? URL(url.bytes, base: base)) == url, "with a base it is another")
        }
        expect((try? URL(url.origin))?.isSameOrigin(as: url) == true, "its origin is another")
        let first = url.query["a"]
        url.query = url.query
        expect(url.query["a"] == first, "its query changes")
        checkNormalForm(url)
        url.query["a"] = text.text
        expect(url.query["a"] == text.text, "what was set in its query is not there")
        checkNormalForm(url)
        url.removeFragment()
        checkNormalForm(url)
    }

    private static func checkNormalForm(_ url: URL) {
        let text = url.bytes
        for byte in text { expect(byte > 0x20 && byte < 0x7f, "\(byte) is in a URL") }
        expect(url.pathBytes.first == UInt8(ascii: "/"), "a path without a slash")
        expect(!url.hostBytes.isEmpty, "no host")
        for byte in url.hostBytes {
            expect(byte != UInt8(ascii: "/") && byte != UInt8(ascii: "?") && byte != UInt8(ascii: "#"), "a bad host")
            expect(byte != UInt8(ascii: "@") && byte != UInt8(ascii: "\\"), "a bad host")
        }
        for part in url.path.utf8.split(separator: UInt8(ascii: "/")) {
            expect(Array(part) != Array(".".utf8) && Array(part) != Array("..".utf8), "a dot segment")
        }
        guard text.count <= URL.bytesMax else { return }
        guard let again = try? URL(text) else { fatalError("\(url) is no URL") }
        expect(again.bytes == text, "\(url) becomes \(again)")
        expect(again.isSameOrigin(as: url), "another origin")
        expect(again.pathBytes == url.pathBytes && again.targetBytes == url.targetBytes, "another target")
    }

    /// Items come back as they were, whichever way they are looked up.
    static let query = Target(name: "query", about: "query items, forms, percent encoding") { input in
        let input = input.bytes
        checkPercents(input)
        let items = QueryItems(input)
        var copy = QueryItems()
        var count = 0
        for item in items {
            let name = item.nameBytes
            expect(item.isCalled(name), "an item is not called what it is called")
            expect(item.isCalled(Bytes("ab")) == (name == "ab"), "an item is called what it is not")
            copy.append(name, item.valueBytes)
            count += 1
        }
        expect(items.bytes == input, "items that nobody changed are written differently")
        expect(items.first("ab") == items.first { $0.nameBytes == "ab" }?.valueBytes, "the first is not found")
        expect(items.isEmpty == (count == 0), "is it empty?")
        checkEqual(QueryItems(copy.bytes), items)
        checkSorted(items, count)
        var changed = items
        changed["ab"] = "x&=+%\u{e9}"
        let again = QueryItems(changed.bytes)
        expect(again["ab"] == "x&=+%\u{e9}" && again[values: "ab"].count == 1, "what was set is not there alone")
        changed["ab"] = nil
        expect(!QueryItems(changed.bytes).contains("ab"), "what was removed is there")
        checkTarget(input)
    }

    private static func checkEqual(_ one: QueryItems, _ other: QueryItems) {
        var others = other.makeIterator()
        for item in one {
            // An item without name and `=` is one with an empty name and value, written `=`.
            guard let next = others.next() else { fatalError("more items than before") }
            expect(item.nameBytes == next.nameBytes && item.valueBytes == next.valueBytes, "an item changes")
        }
        expect(others.next() == nil, "fewer items than before")
    }

    private static func checkSorted(_ items: QueryItems, _ count: Int) {
        var sorted = items
        sorted.sort()
        var previous: [UInt8] = []
        var left = count
        for item in sorted {
            let name = Array(item.nameBytes)
            expect(!name.lexicographicallyPrecedes(previous), "not sorted")
            previous = name
            left -= 1
        }
        expect(left == 0, "sorting loses items")
        var again = sorted
        again.sort()
        expect(again.bytes == sorted.bytes, "sorting is not stable")
    }

    private static func checkPercents(_ input: Bytes) {
        for set in [PercentEncodeSet.pathSegment, .component, .form] {
            expect(input.percentEncoded(set).percentDecoded() == input, "it is not decoded to what it was")
        }
        for set in [PercentEncodeSet.path, .query, .fragment] {
            let once = input.percentEncoded(set)
            expect(once.percentEncoded(set) == once, "it is encoded twice")
        }
        expect(input.percentDecoded().count <= input.count, "decoding makes it longer")
    }

    private static func checkTarget(_ input: Bytes) {
        var request = Request("/")
        request.targetBytes = input
        _ = request.path
        let before = request.query["b"]
        request.query["a"] = "1"
        expect(request.query["a"] == "1" && request.query["b"] == before, "the target's query changes")
        request.query["a"] = nil
        expect(!request.query.contains("a"), "what was removed is there")
        _ = request.url
    }
}
