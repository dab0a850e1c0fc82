extension Request {
    /// The one of `offers` that the client's Accept wants most; nil where it accepts none of them: then 406 is right.
    ///
    ///     switch request.accepts(["application/json", "text/html"]) {
    ///     case "application/json": return json()
    ///     case "text/html": return page()
    ///     default: return Response(status: .notAcceptable)
    ///     }
    ///
    /// The most specific range counts for an offer, and among equals the earlier offer (RFC 9110 section 12.5.1).
    /// Without Accept, or with one in which nothing is understood, the first offer.
    @export(interface)
    public func accepts(_ offers: [StaticString]) -> Bytes? {
        var ranges: [(range: MediaType, weight: Int)] = []
        var list = Preferences("accept", of: headers)
        while let preference = list.next() {
            if let range = MediaType(preference.value) { ranges.append((range, preference.weight)) }
        }
        var best: Bytes?
        var bestWeight = 0
        for offer in offers {
            guard let media = MediaType(Bytes(offer)) else { continue }
            let weight = Request.weight(of: media, ranges)
            if weight > bestWeight {
                best = Bytes(offer)
                bestWeight = weight
            }
        }
        return best
    }

    /// Whether the client's Accept allows `type`.
    public func accepts(_ type: StaticString) -> Bool {
        accepts([type]) != nil
    }

    private static func weight(of offer: MediaType, _ ranges: [(range: MediaType, weight: Int)]) -> Int {
        if ranges.isEmpty { return 1000 }
        var closest = -1
        var weight = 0
        for wish in ranges {
            if let fit = wish.range.fit(offer), fit > closest {
                closest = fit
                weight = wish.weight
            }
        }
        return weight
    }

    /// The one of the codings `offers` (`br`, `gzip`) that the client's Accept-Encoding wants most; nil: send the body
    /// as it is.
    ///
    /// Among equals the earlier offer. Without Accept-Encoding anything would be allowed (RFC 9110 section 12.5.3), but
    /// who does not ask often cannot read it: nil.
    @export(interface)
    public func acceptsEncoding(_ offers: [StaticString]) -> Bytes? {
        var best: Bytes?
        // A coding must be wanted at least as much as none at all.
        var bestWeight = Swift.max(encodingWeight(of: "identity") ?? 1, 1) - 1
        for offer in offers {
            let weight = encodingWeight(of: offer) ?? 0
            if weight > bestWeight {
                best = Bytes(offer)
                bestWeight = weight
            }
        }
        return best
    }

    /// What Accept-Encoding says of `coding`, itself or by `*`; nil where it says nothing.
    private func encodingWeight(of coding: StaticString) -> Int? {
        let coding = Bytes(coding)
        var codings = Preferences("accept-encoding", of: headers)
        var any: Int?
        while let preference = codings.next() {
            let name = preference.value
            // RFC 9110 section 8.4.1.3: an old name of gzip.
            if name.equalsIgnoringCase(coding)
                || name.equalsIgnoringCase(Bytes("x-gzip")) && coding.equalsIgnoringCase(Bytes("gzip"))
            {
                return preference.weight
            }
            if name == "*" { any = any ?? preference.weight }
        }
        // `*` speaks of identity only to forbid it: to wish for anything is not to wish for it plain.
        if coding == "identity" { return any == 0 ? 0 : nil }
        return any
    }
}
