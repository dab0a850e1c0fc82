import Swiftlet

/// Where what has moved is now. A line each: FROM TO [STATUS] [drop].
///
/// FROM is a path, as browsers send it. One that ends in `/*` is a prefix, and the `*` at the end of TO is what came behind
/// it; an exact path goes before prefixes, a longer prefix before a shorter one. TO is a path or a URL. STATUS is 301 (the
/// default), 302, 307 or 308. The query goes along unless the line says `drop`. What is behind a `#` is a remark.
let rules: StaticString = """
    /about-us           /about
    /shop               /store                              308
    /sale               /store/offers?from=sale             302
    /login              https://accounts.example.com/login  307
    /newsletter         /                                   302     drop

    /blog/*             /articles/*
    /blog/2019/*        /archive/2019/*                             # longer: taken before the line above
    /cdn/*              https://static.example.net/v2/*     302     drop
    """
