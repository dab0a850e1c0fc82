import Swiftlet

/// Rewrites a site's pages while they stream through: its internal address becomes the public one, and each page gets a
/// banner. One part of a page is in memory at a time, however long it is.
@main
struct StreamTransform: Worker {
    // Made in the snapshot.
    private let replacement = Replacement([
        ("http://site.internal", "https://www.example.com"), ("</body>", "<p>Rewritten at the edge</p></body>"),
    ])

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        var request = request
        // Text that is compressed cannot be rewritten, and a part of the original is no part of the result.
        request.headers.remove("Accept-Encoding")
        request.headers.remove("Range")
        request.headers.remove("If-Range")
        var response = try env.origin("site").fetch(request)
        guard response.headers.contentType?.is("text/html") == true, response.headers.first("Content-Encoding") == nil
        else { return response }

        response.body = response.body.transformed(by: replacement)
        // What describes the original's bytes does not hold any more. (The host sees to Content-Length.)
        if let tag = response.headers.etag { response.headers.etag = ETag(tag.tag.text, isWeak: true) }
        response.headers.remove("Accept-Ranges")
        response.headers.remove("Content-Digest")
        response.headers.remove("Repr-Digest")
        return response
    }
}
