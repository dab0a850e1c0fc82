/// Messages as they come.
enum Sample {
    /// A browser's request.
    static let request = Array(
        """
        GET /products/42?color=blue&size=m HTTP/1.1\r
        Host: shop.example.com\r
        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
        Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
        Accept-Language: en-US,en;q=0.5\r
        Accept-Encoding: gzip, deflate, br\r
        Connection: keep-alive\r
        Upgrade-Insecure-Requests: 1\r
        Sec-Fetch-Dest: document\r
        Sec-Fetch-Mode: navigate\r
        Sec-Fetch-Site: none\r
        Cookie: session=0123456789abcdef; experiment=checkout-b\r
        Cache-Control: max-age=0\r
        \r

        """.utf8)

    /// What an origin answers; the body follows.
    static let response = Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n".utf8)
    static let body = Array("{}".utf8)

    /// What curl sends.
    static let curl = Array(
        "GET /products/42 HTTP/1.1\r\nHost: shop.example.com\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n".utf8)

    /// As many fields as a head may have.
    static let manyFields = Array(
        ("GET / HTTP/1.1\r\nHost: shop.example.com\r\n"
            + (1..<100).map { "X-Field-\($0): value number \($0)\r\n" }.joined() + "\r\n").utf8)

    static let longTarget = Array(
        ("GET /search?q=" + String(repeating: "word%20", count: 600) + " HTTP/1.1\r\nHost: shop.example.com\r\n\r\n")
            .utf8)

    /// A body of sixteen KiB.
    static let chunks = Array(
        (String(repeating: "400\r\n" + String(repeating: "a", count: 1_024) + "\r\n", count: 16) + "0\r\n\r\n").utf8)

    /// A response that goes on to a client.
    static let originResponse = Array(
        """
        HTTP/1.1 200 OK\r
        Server: origin\r
        Date: Sat, 21 Nov 2026 10:00:00 GMT\r
        Content-Type: text/html; charset=utf-8\r
        Content-Length: 5120\r
        Connection: keep-alive\r
        Cache-Control: private, max-age=60\r
        ETag: "5f3c-61a2b3c4d5e6f"\r
        Vary: Accept-Encoding\r
        X-Internal-Trace: 4bf92f3577b34da6a3ce929d0e0e4736\r
        \r

        """.utf8)

    /// The fields of the same.
    static let responseLines = Array(originResponse.dropFirst("HTTP/1.1 200 OK\r\n".utf8.count).dropLast(2))

    static let dateLine = Array("Date: Sat, 21 Nov 2026 10:00:00 GMT\r\n".utf8)

    static let label = Array("192.0.2.44".utf8)
}
