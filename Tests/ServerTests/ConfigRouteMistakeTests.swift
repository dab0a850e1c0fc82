import Testing

@testable import Server

@Suite struct ConfigRouteMistakeTests {
    typealias Case = ConfigMistakeTests.Case

    static let listeners = [
        Case(
            "[[listeners]]\naddress = \"0.0.0.0\"",
            "swiftlet.toml:3: listeners[0].address: \"0.0.0.0\" is no address with a port; write an IP address and a port, such as \"0.0.0.0:8443\" or \"[::]:8443\""
        ),
        Case(
            "[[listeners]]\naddress = \"example.com:80\"",
            "swiftlet.toml:3: listeners[0].address: \"example.com\" is no IP address; write an IP address and a port, such as \"0.0.0.0:8443\" or \"[::]:8443\""
        ),
        Case(
            "[[listeners]]\naddress = \"127.0.0.1:0\"\ncleartext = \"yes\"",
            "swiftlet.toml:4: listeners[0].cleartext: \"yes\" is a string; write true or false, without quotes"),
        Case(
            "[[listeners]]\naddress = \"127.0.0.1:0\"\ncleartext = true\ncertificates = []",
            "swiftlet.toml:5: listeners[0].certificates: a cleartext listener uses no certificate; remove this key, or cleartext = true"
        ),
        Case(
            "[[listeners]]\naddress = \"127.0.0.1:0\"\ncertificates = [{ certificate = \"cert.pem\", key = \"gone.pem\" }]",
            "swiftlet.toml:4: listeners[0].certificates[0].key: \"DIR/gone.pem\" cannot be read: No such file or directory; name a PEM file that this user may read (relative paths start at the directory of this file)"
        ),
        Case(
            "[[listeners]]\naddress = \"127.0.0.1:0\"\ncertificates = [{ certificate = \"key.pem\", key = \"key.pem\" }]",
            "swiftlet.toml:4: listeners[0].certificates[0].certificate: \"DIR/key.pem\" holds no certificate; name a PEM file with a certificate in it"
        ),
        Case(
            "[[listeners]]\naddress = \"127.0.0.1:81\"\n[[listeners]]\naddress = \"localhost:81\"",
            "swiftlet.toml:5: listeners[1].address: the listener at line 3 has this address already; give each listener its own"
        ),
        Case(
            "[[listeners]]\naddress = \"127.0.0.1:0\"\nname = \"a\"\n[[listeners]]\naddress = \"127.0.0.1:0\"\nname = \"a\"",
            "swiftlet.toml:7: listeners[1].name: the listener at line 4 has this name already; give each listener its own"
        ),
        Case(
            "[[listeners]]\naddress = \"127.0.0.1:0\"\nport = 80",
            "swiftlet.toml:4: listeners[0].port: unknown key; the port is part of address: \"0.0.0.0:8443\""),
    ]

    static let routes = [
        Case(
            "[[routes]]\nmatch = \"*/*\"",
            "swiftlet.toml:2: routes[0]: says not what to do; write exactly one of worker, origin, files, respond, metrics"
        ),
        Case(
            "[[routes]]\nmatch = \"*/*\"\nfiles = \"public\"\nworker = \"w\"",
            "swiftlet.toml:2: routes[0]: says worker and files; write exactly one of worker, origin, files, respond, metrics"
        ),
        Case(
            "[[routes]]\nmatch = \"*/*\"\nmetrics = false",
            "swiftlet.toml:2: routes[0]: metrics is not true; write metrics = true, or what else to do"),
        Case(
            "[[routes]]\nfiles = \"public\"",
            "swiftlet.toml:2: routes[0].match: is missing; write match = \"*/*\""),
        Case(
            "[[routes]]\nmatch = \"*/*\"\nlistener = \"inside\"\nfiles = \"public\"",
            "swiftlet.toml:4: routes[0].listener: no listener is named \"inside\" (there are: 127.0.0.1:0); write one of those or add name = \"inside\" to a listener"
        ),
        Case(
            "[[routes]]\nmatch = \"*/a/*\"\nfiles = \"public/index.html\"",
            "swiftlet.toml:4: routes[0].files: \"DIR/public/index.html\" is no directory; name a directory (relative paths start at the directory of this file)"
        ),
        Case(
            "[[routes]]\nmatch = \"*/a\"\nfiles = \"public\"",
            "swiftlet.toml:4: routes[0].files: \"DIR/public\" is no file; name the file to send, or end match in \"/*\" to send a directory's files"
        ),
        Case(
            "[[routes]]\nmatch = \"*/a\"\nrespond = { status = 99 }",
            "swiftlet.toml:4: routes[0].respond.status: 99 is out of range; write a whole number from 200 to 599"),
        Case(
            "[[routes]]\nmatch = \"*/a\"\nrespond = { status = 204, body = \"x\" }",
            "swiftlet.toml:4: routes[0].respond: a 204 has no body; remove body or write another status"),
        Case(
            "[[routes]]\nmatch = \"*/a\"\n[routes.respond.headers]\nDate = \"now\"",
            "swiftlet.toml:5: routes[0].respond.headers.Date: the server sets this field itself; remove it"),
        Case(
            "[[routes]]\nmatch = \"*/a\"\nrespond = { headers = { A = \"x\\ny\" } }",
            "swiftlet.toml:4: routes[0].respond.headers.A: \"x?y\" is no header value; write visible ASCII, without line breaks"
        ),
    ]

    @Test("a wrong listener gets one line", arguments: listeners)
    func listener(_ mistake: Case) throws {
        let start = "routes = [{ match = \"*/*\", respond = { body = \"ok\" } }]\n"
        #expect(try ConfigFixture().mistakes(start + mistake.text) == [mistake.line])
    }

    @Test("a wrong route gets one line", arguments: routes)
    func route(_ mistake: Case) throws {
        let start = "listeners = [{ address = \"127.0.0.1:0\", cleartext = true }]\n"
        #expect(try ConfigFixture().mistakes(start + mistake.text) == [mistake.line])
    }

    @Test(
        "a pattern that could never match is refused",
        arguments: [
            ("*", "is not host/path; write both: \"*/*\" for any host"),
            ("/a", "is not host/path; write both: \"*/a\" for any host"),
            ("https://a.example/*", "begins with a scheme; leave it out: \"shop.example.com/*\""),
            ("a.*.example/*", "has a * inside its host; write an exact host, \"*.example.com\" or \"*\""),
            ("a.example:80/*", "has a port; leave it out; to bind a route to a port write listener = \"NAME\""),
            ("a b/*", "has no valid host; write an exact host, \"*.example.com\" or \"*\" before the first /"),
            ("*/*/b", "has a * inside its path; a * may only be the last letter: \"*/assets/*\""),
            ("*/a?b", "has a query or a fragment; routes look at host and path only: leave it out"),
            ("*/a b", "has blanks or letters in its path that no URL has; percent-encode them"),
            ("*/ä", "has blanks or letters in its path that no URL has; percent-encode them"),
            ("*/a/../b", "has a path that requests have in another form; write /b"),
            ("*/a//b/*", "has a path that requests have in another form; write /a/b/*"),
            ("*/%41", "has a path that requests have in another form; write /A"),
            ("*/%2f*", "has a path that requests have in another form; write /%2F*"),
            ("*/%4", "has a path that no request may have; write %25 for a %"),
        ])
    func pattern(_ text: String, _ message: String) throws {
        let start = "listeners = [{ address = \"127.0.0.1:0\" }]\n"
        let route = "[[routes]]\nmatch = \"\(text)\"\nrespond = {}"
        #expect(
            try ConfigFixture().mistakes(start + route) == ["swiftlet.toml:3: routes[0].match: \"\(text)\" \(message)"])
    }

    @Test("two routes with the same pattern are a tie, unless their listeners differ")
    func ties() throws {
        let fixture = try ConfigFixture()
        func routes(_ first: String, _ second: String) -> String {
            """
            [[listeners]]
            name = "a"
            address = "127.0.0.1:0"
            [[listeners]]
            name = "b"
            address = "127.0.0.1:0"
            [[routes]]
            \(first)
            respond = {}
            [[routes]]
            \(second)
            respond = {}
            """
        }
        let any = "match = \"X.example/a\""
        let same = "match = \"x.example/a\""
        #expect(
            fixture.mistakes(routes(any, same)) == [
                "swiftlet.toml:11: routes[1].match: the route at line 8 matches the same; change one of them"
            ])
        #expect(
            fixture.mistakes(routes(any, "listener = \"a\"\n\(same)")) == [
                "swiftlet.toml:12: routes[1].match: the route at line 8 matches the same on one of the listeners; change one of them, or give both a listener of their own"
            ])
        #expect(fixture.mistakes(routes("\(any)\nlistener = \"b\"", "\(same)\nlistener = \"a\"")).isEmpty)
        #expect(fixture.mistakes(routes(any, "match = \"x.example/a*\"")).isEmpty)
    }
}
