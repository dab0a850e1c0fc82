import Testing

@testable import Swiftlet

@Suite struct CacheControlTests {
    @Test("Directives are written in one order, times never negative")
    func writing() {
        #expect(CacheControl([.immutable, .public], maxAge: 31_536_000).text == "public, immutable, max-age=31536000")
        #expect(
            CacheControl(maxAge: 60, sharedMaxAge: 600, staleWhileRevalidate: 30, staleIfError: 86400).text
                == "max-age=60, s-maxage=600, stale-while-revalidate=30, stale-if-error=86400")
        #expect(CacheControl(.noStore).text == "no-store" && CacheControl().text == "")
        #expect(CacheControl(maxAge: -1).text == "max-age=0" && CacheControl(maxAge: .max).text == "max-age=2147483647")
    }

    @Test("What is written is read as the same")
    func roundTrip() {
        for bits in 0..<1024 as Range<UInt16> {
            var cacheControl = CacheControl(CacheControl.Directives(rawValue: bits))
            if bits & 1 == 1 { cacheControl.maxAge = Int(bits) }
            if bits & 2 == 2 { cacheControl.maxStale = Int(bits) }
            if bits & 4 == 4 { cacheControl.minFresh = Int(bits) }
            if bits & 8 == 8 { cacheControl.staleIfError = Int(bits) }
            #expect(CacheControl(cacheControl.bytes) == cacheControl)
        }
    }

    @Test("Fields are read with quotes, in any case, and with what is not known")
    func reading() {
        let read = CacheControl(
            Bytes(#"Max-Age="60" , PRIVATE="set-cookie, x", no-cache, , x-y="no-store, public", s-maxage=5"#))
        #expect(read.maxAge == 60 && read.sharedMaxAge == 5 && read.directives == [.private, .noCache])
        #expect(CacheControl(Bytes("max-stale")).maxStale == Int(Int32.max))
        #expect(CacheControl(Bytes("max-stale=5")).maxStale == 5)
    }

    @Test("A time that is none is 0, one that is too long the longest; of two the first counts")
    func times() {
        for field in ["max-age", "max-age=", "max-age=x", "max-age=-1", "max-age=1.5", "max-age=\"", "max-age=é"] {
            #expect(CacheControl(Bytes(copying: field)).maxAge == 0, "\(field)")
        }
        #expect(CacheControl(Bytes("max-age=99999999999999999999")).maxAge == Int(Int32.max))
        #expect(CacheControl(Bytes("max-age=5, max-age=6")).maxAge == 5)
        #expect(CacheControl(Bytes("max-age=x, max-age=6")).maxAge == 0)
        #expect(CacheControl(Bytes("max-age =5")).maxAge == 0)
    }

    @Test("A message's fields are read together, and replaced by one")
    func fields() {
        var headers = received("/", headers: [("Cache-Control", "no-cache"), ("cache-control", "max-age=0")]).headers
        #expect(headers.cacheControl == CacheControl(.noCache, maxAge: 0))
        headers.cacheControl = CacheControl(.noStore)
        #expect(headers[values: .cacheControl] == ["no-store"])
        headers.cacheControl = nil
        #expect(headers.cacheControl == nil && Headers().cacheControl == nil)
    }

    @Test("Any field is read, and what is written of it reads the same")
    func fuzz() {
        let seeds = ["public, max-age=60", "private=\"a, b\", s-maxage=\"5\"", "max-stale, min-fresh=1"]
        for bytes in Mutations(of: seeds, extra: ",=\"\\ 0", count: 10_000) {
            let read = CacheControl(Bytes(copying: bytes))
            #expect(CacheControl(read.bytes) == read)
        }
    }
}
