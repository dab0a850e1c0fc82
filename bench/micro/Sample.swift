/// A browser's request.
enum Sample {
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

    static let label = Array("192.0.2.44".utf8)
}
