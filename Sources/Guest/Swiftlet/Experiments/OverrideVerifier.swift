extension Experiments {
    /// Decides whether an override is genuine: `X-Experiment: checkout=fast,price=low;SIGNATURE`, or a cookie of the name
    /// `ab-override` with the same value, its `;` written `%3B`, as `SetCookie` does. Whoever is overridden gets no cookie, and
    /// is not counted.
    ///
    ///     let visitor = experiments.visitor(of: request, overrides: .sharedSecret(env["QA_SECRET"]))
    public struct OverrideVerifier {
        let isGenuine: ((_ payload: Bytes, _ signature: Bytes) -> Bool)?

        /// `isGenuine` gets what is before the last `;`, and what is behind it. It is called only for a request that has an
        /// override.
        public init(_ isGenuine: @escaping (_ payload: Bytes, _ signature: Bytes) -> Bool) {
            self.isGenuine = isGenuine
        }

        private init() {
            isGenuine = nil
        }

        /// Refuses all.
        public static var none: OverrideVerifier { OverrideVerifier() }

        /// The signature is the secret itself: whoever has seen one override can make others. (One that is a MAC of the payload
        /// needs the closure of `init`.) Compared in a time that does not
        /// tell how much of it is right. Without a secret, or with an empty one, all are refused.
        public static func sharedSecret(_ secret: @escaping @autoclosure () -> String?) -> OverrideVerifier {
            OverrideVerifier { _, signature in
                guard let secret = secret(), !secret.isEmpty else { return false }
                return signature.isEqualInConstantTime(to: Bytes(copying: secret))
            }
        }

        /// Longer overrides are not looked at.
        private static let bytesMax = 1024

        /// The payload of the request's override, if it has one that is genuine.
        func overrides(in request: Request, _ cookies: CookieLines) -> Bytes? {
            guard let isGenuine else { return nil }
            let cookie = cookies.value(of: Bytes("ab-override"))
            guard let text = request.headers.first("X-Experiment") ?? cookie?.percentDecoded(),
                text.count <= OverrideVerifier.bytesMax, let split = text.lastIndex(of: UInt8(ascii: ";"))
            else { return nil }
            let payload = text.slice(0..<split)
            return isGenuine(payload, text.slice(split + 1..<text.count)) ? payload : nil
        }
    }
}
