extension CacheControl {
    /// Reads the value of a Cache-Control field.
    ///
    /// Names in either case. Of a directive that is there twice, the first counts; a time that is none is 0, so that
    /// nothing counts as fresh (RFC 9111 section 4.2.1). What is not known is ignored.
    public init(_ field: Bytes) {
        self.init()
        read(field)
    }

    package mutating func read(_ field: Bytes) {
        var reader = FieldReader(field)
        while reader.nextElement() {
            if let name = reader.token() {
                var argument: Bytes?
                if reader.skip(UInt8(ascii: "=")) { argument = reader.parameterValue() ?? Bytes() }
                record(name.lowercasedASCII, argument)
            }
            reader.skipElement()
        }
    }

    private mutating func record(_ name: Bytes, _ argument: Bytes?) {
        switch name {
        case "public": directives.insert(.public)
        case "private": directives.insert(.private)
        case "no-cache": directives.insert(.noCache)
        case "no-store": directives.insert(.noStore)
        case "no-transform": directives.insert(.noTransform)
        case "must-revalidate": directives.insert(.mustRevalidate)
        case "proxy-revalidate": directives.insert(.proxyRevalidate)
        case "must-understand": directives.insert(.mustUnderstand)
        case "immutable": directives.insert(.immutable)
        case "only-if-cached": directives.insert(.onlyIfCached)
        case "max-age": maxAge = maxAge ?? CacheControl.seconds(argument)
        case "s-maxage": sharedMaxAge = sharedMaxAge ?? CacheControl.seconds(argument)
        case "stale-while-revalidate": staleWhileRevalidate = staleWhileRevalidate ?? CacheControl.seconds(argument)
        case "stale-if-error": staleIfError = staleIfError ?? CacheControl.seconds(argument)
        case "min-fresh": minFresh = minFresh ?? CacheControl.seconds(argument)
        case "max-stale":
            // Without an argument: any.
            maxStale = maxStale ?? (argument == nil ? Int(Int32.max) : CacheControl.seconds(argument))
        default: break
        }
    }

    private static func seconds(_ argument: Bytes?) -> Int {
        argument?.saturatedNumber ?? 0
    }
}
