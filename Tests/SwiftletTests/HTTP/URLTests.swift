import Testing

@testable import Swiftlet

@Suite struct URLTests {
    @Test(
        "A URL has a normal form",
        arguments: [
            ("https://shop.example", "https://shop.example/"), ("HTTPS://Shop.EXAMPLE:443/A", "https://shop.example/A"),
            ("http://a:80", "http://a/"), ("http://a:443", "http://a:443/"), ("http://a:", "http://a/"),
            ("http://a:00080/", "http://a/"), ("http://a/b/../c/./d/..", "http://a/c/"),
            ("http://a/../..", "http://a/"),
            ("http://a/%2E%2e/b/%2e", "http://a/b/"), ("http://a\\b\\..\\c", "http://a/c"), ("http:a/b", "http://a/b"),
            ("http:////a", "http://a/"), ("  http://a/ \n", "http://a/"), ("ht\ntp://a\t/b\r", "http://a/b"),
            ("http://a?b#c?d#e", "http://a/?b#c?d#e"), ("http://a/?", "http://a/?"), ("http://a/#", "http://a/#"),
            ("http://a/b c\"<>`{}^|?d e'#f g", "http://a/b%20c%22%3C%3E%60%7B%7D%5E|?d%20e%27#f%20g"),
            ("http://a/é?é#é", "http://a/%C3%A9?%C3%A9#%C3%A9"), ("http://a/%zz%41", "http://a/%zz%41"),
            ("http://a//b//", "http://a//b//"), ("http://a/.../x", "http://a/.../x"), ("http://%41.b/", "http://a.b/"),
            ("http://1.2.3", "http://1.2.0.3/"), ("http://0x7f.1", "http://127.0.0.1/"),
            ("http://017700000001", "http://127.0.0.1/"),
            ("http://256", "http://0.0.1.0/"), ("http://1.2.3.4./", "http://1.2.3.4/"),
            ("http://1.2.3.4.com", "http://1.2.3.4.com/"),
            ("http://[::1]:8080/", "http://[::1]:8080/"), ("http://[1:0:0:2::]", "http://[1:0:0:2::]/"),
            ("http://[2001:DB8:0:0:1:0:0:1]/", "http://[2001:db8::1:0:0:1]/"),
            ("http://[::1.2.3.4]", "http://[::102:304]/"),
            ("http://xn--4ca.example", "http://xn--4ca.example/"), ("http://a_b.example./", "http://a_b.example./"),
        ])
    func normalForm(text: String, normal: String) throws {
        let url = try URL(text)
        #expect(url.text == normal)
        #expect(try URL(url.text) == url)
    }

    @Test(
        "What is no URL that an edge can use is refused with the reason",
        arguments: [
            ("", .relative), ("/x", .relative), ("//a/x", .relative), ("a", .relative), ("?a", .relative),
            ("ftp://a", .scheme), ("javascript:alert(1)", .scheme), ("data:,x", .scheme), ("mailto:a@b", .scheme),
            ("1http://a", .relative), ("http:", .host), ("http://", .host), ("https:///", .host), ("http://:80", .host),
            ("http://?a", .host), ("http://a b", .host), ("http://a%20b", .host), ("http://a%00b", .host),
            ("http://a<b", .host),
            ("http://a%2fb", .host), ("http://a%zzb", .host), ("http://é.example", .internationalHost),
            ("http://%c3%a9.example", .internationalHost), ("http://a\u{ad}b", .internationalHost),
            ("http://user@a", .credentials), ("http://user:pass@a", .credentials),
            ("https://good.example@evil.example/", .credentials),
            ("http://@a", .credentials), ("http://a:65536", .port), ("http://a:x", .port), ("http://a:-1", .port),
            ("http://a:80:80", .port), ("http://a:99999999999999999999", .port), ("http://1.2.3.4.5", .host),
            ("http://256.1.1.1", .host), ("http://1.2.3.256", .host), ("http://4294967296", .host),
            ("http://1.2.3.08", .host),
            ("http://0xg.1", .host), ("http://1..2", .host), ("http://[", .host), ("http://[]", .host),
            ("http://[1", .host),
            ("http://[::1", .host), ("http://::1]", .host), ("http://[1::2::3]", .host),
            ("http://[1:2:3:4:5:6:7]", .host),
            ("http://[1:2:3:4:5:6:7:8:9]", .host), ("http://[12345::]", .host), ("http://[g::]", .host),
            ("http://[1:]", .host),
            ("http://[:1]", .host), ("http://[::1%eth0]", .host), ("http://[::1.2.3]", .host),
            ("http://[::1.2.3.256]", .host),
            ("http://[::01.2.3.4]", .host), ("http://[::1]x", .host),
        ] as [(String, URLError)])
    func refused(text: String, error: URLError) {
        #expect(throws: error) { try URL(text) }
    }

    @Test(
        "A reference is resolved against a base, as in RFC 3986 section 5.4 where that is not for another scheme",
        arguments: [
            ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
            ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"), (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"),
            ("../..", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("g;x=1/../y", "http://a/b/c/y"),
            ("http:g", "http://a/b/c/g"),
            ("https:g", "https://g/"), ("\\\\g", "http://g/"), ("/\\g", "http://g/"), ("\\g", "http://a/g"),
            ("https://g/x", "https://g/x"), ("http://g", "http://g/"), ("?", "http://a/b/c/d;p?"),
        ])
    func resolution(reference: String, resolved: String) throws {
        let base = try URL("http://a/b/c/d;p?q#f")
        #expect(try URL(reference, base: base).text == resolved)
    }

    @Test("A URL has parts")
    func parts() throws {
        var url = try URL("https://Shop.example:8443/a%20b?page=2&tag=x#top")
        #expect(url.scheme == "https" && url.host == "shop.example" && url.port == 8443 && url.effectivePort == 8443)
        #expect(url.path == "/a%20b" && url.queryString == "page=2&tag=x" && url.fragment == "top")
        #expect(url.authority == "shop.example:8443" && url.origin == "https://shop.example:8443")
        #expect(url.target == "/a%20b?page=2&tag=x" && url.query["page"] == "2")
        url.query["page"] = nil
        url.removeFragment()
        #expect(url.text == "https://shop.example:8443/a%20b?tag=x")
        url.query = QueryItems()
        #expect(url.text == "https://shop.example:8443/a%20b" && url.queryString == nil)
        url.query = QueryItems("a#b c")
        #expect(url.queryString == "a%23b%20c")
        #expect(try url.isSameOrigin(as: URL("https://shop.example:8443/other")))
        for other in ["http://shop.example:8443/", "https://shop.example/", "https://evil.example:8443/"] {
            #expect(try !url.isSameOrigin(as: URL(other)))
        }
        #expect(try URL("http://a").effectivePort == 80 && URL("https://a").effectivePort == 443)
    }

    @Test("A request has a URL where its authority is one")
    func request() {
        #expect(received("/a/../b?c", authority: "Shop.example:443").url?.text == "https://shop.example/b?c")
        #expect(received("/", authority: "user@shop.example").url == nil && received("/", authority: "").url == nil)
        #expect(received("*", method: .options).url == nil)
        #expect(Request("http://a/b").url?.text == "http://a/b" && Request("/b").url == nil)
    }

    @Test("A text that is too long is refused")
    func tooLong() {
        #expect(throws: URLError.tooLong) { try URL("http://a/" + String(repeating: "x", count: URL.bytesMax)) }
    }

    @Test("Any text is a URL in its normal form, or none")
    func fuzz() throws {
        let seeds = [
            "https://shop.example:8443/a/../b?c#d", "http://[2001:db8::1:1.2.3.4]/", "http://0x7f.0.1/%2e%2E/",
            "//a\\b/../..?",
            "../../g;x#", "http:\\\\[::]:80", "?a%zz#%",
        ]
        let base = try URL("http://a/b/c?d#e")
        var urls = 0
        for bytes in Mutations(of: seeds, extra: ":/\\?#[]@%.0xf2e") {
            guard let url = try? URL(Bytes(copying: bytes), base: base) else { continue }
            urls += 1
            #expect(try URL(url.bytes) == url)
            #expect(url.path.utf8.first == UInt8(ascii: "/"))
            #expect(url.bytes.allSatisfy { byte in byte > 0x20 && byte < 0x7f })
        }
        #expect(urls > 1000)
    }
}
