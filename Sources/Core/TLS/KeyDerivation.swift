internal import COpenSSL
internal import Glibc

/// OpenSSL's key derivation of TLS 1.3, with a look at what it makes for the session that is shaking hands on this thread.
///
/// OpenSSL 3.0 does not lend the key that it reads TLS 1.3 with, as it does the other. It has a log of secrets, which would tell
/// it: in hexadecimal, a `sprintf` for each byte, 50,000 instructions a secret and five of them at each handshake. So this is a
/// provider of one algorithm, TLS13-KDF: it answers what there is a short way to (`LabelExpansion`), looks at the labels, and hands
/// all else to OpenSSL's own. Only contexts that ask for `properties` have it. Where it cannot be installed, OpenSSL reads.
///
/// Process lifetime. Any thread.
enum KeyDerivation {
    /// What contexts say to have it (the argument `propq` of `SSL_CTX_new_ex`); nil: it is not there.
    static var properties: UnsafePointer<CChar>? {
        unsafe isInstalled ? text("?provider=swiftlet") : nil
    }

    /// OpenSSL's own.
    nonisolated(unsafe) static let function = unsafe EVP_KDF_fetch(nil, "TLS13-KDF", "provider!=swiftlet")

    /// Runs `body`, which gets on with a handshake: `observer` is told of the traffic secrets that it makes.
    static func observed<Result>(by observer: TLSSession, _ body: () -> Result) -> Result {
        guard isInstalled else { return body() }
        unsafe CRYPTO_THREAD_set_local(current, Unmanaged.passUnretained(observer).toOpaque())
        defer { unsafe CRYPTO_THREAD_set_local(current, nil) }
        return body()
    }

    /// Where each thread has its session. Written once, by `provider`.
    nonisolated(unsafe) private static let current: UnsafeMutablePointer<CRYPTO_THREAD_LOCAL> = {
        let place = UnsafeMutablePointer<CRYPTO_THREAD_LOCAL>.allocate(capacity: 1)
        unsafe place.initialize(to: CRYPTO_THREAD_LOCAL())
        return unsafe place
    }()

    private static let isInstalled = unsafe provider != nil

    /// Never unloaded.
    nonisolated(unsafe) private static let provider: OpaquePointer? = {
        guard unsafe function != nil, unsafe CRYPTO_THREAD_init_local(current, nil) == 1 else { return nil }
        defer { ERR_clear_error() }
        guard unsafe OSSL_PROVIDER_add_builtin(nil, "swiftlet", start) == 1 else { return nil }
        // Beside OpenSSL's own, which stay what all else is done with.
        return unsafe OSSL_PROVIDER_try_load(nil, "swiftlet", 1)
    }()

    private static func text(_ text: StaticString) -> UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    // MARK: the provider

    private static let start:
        @convention(c) (
            OpaquePointer?, UnsafePointer<OSSL_DISPATCH>?, UnsafeMutablePointer<UnsafePointer<OSSL_DISPATCH>?>?,
            UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> Int32 = { _, _, functions, _ in
            unsafe functions?.pointee = UnsafePointer(providerFunctions)
            return 1
        }

    nonisolated(unsafe) private static let providerFunctions = unsafe table([
        (OSSL_FUNC_PROVIDER_QUERY_OPERATION, unsafeBitCast(query, to: Function.self))
    ])

    nonisolated(unsafe) private static let functions = unsafe table([
        (OSSL_FUNC_KDF_NEWCTX, unsafeBitCast(newContext, to: Function.self)),
        (OSSL_FUNC_KDF_FREECTX, unsafeBitCast(freeContext, to: Function.self)),
        (OSSL_FUNC_KDF_DERIVE, unsafeBitCast(derive, to: Function.self)),
    ])

    nonisolated(unsafe) private static let algorithms: UnsafeMutablePointer<OSSL_ALGORITHM> = {
        let list = UnsafeMutablePointer<OSSL_ALGORITHM>.allocate(capacity: 2)
        unsafe list.initialize(
            to: OSSL_ALGORITHM(
                algorithm_names: text("TLS13-KDF"), property_definition: text("provider=swiftlet"),
                implementation: UnsafePointer(functions), algorithm_description: nil))
        unsafe (list + 1).initialize(to: OSSL_ALGORITHM())
        return unsafe list
    }()

    private typealias Function = @convention(c) () -> Void

    private static func table(_ entries: [(Int32, Function)]) -> UnsafeMutablePointer<OSSL_DISPATCH> {
        let table = UnsafeMutablePointer<OSSL_DISPATCH>.allocate(capacity: entries.count + 1)
        for (index, entry) in entries.enumerated() {
            unsafe (table + index).initialize(to: OSSL_DISPATCH(function_id: entry.0, function: entry.1))
        }
        // What ends it.
        unsafe (table + entries.count).initialize(to: OSSL_DISPATCH(function_id: 0, function: nil))
        return unsafe table
    }

    private static let query:
        @convention(c) (UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<Int32>?) -> UnsafePointer<OSSL_ALGORITHM>? =
            { _, operation, mayNotKeep in
                unsafe mayNotKeep?.pointee = 0
                return unsafe operation == OSSL_OP_KDF ? UnsafePointer(algorithms) : nil
            }

    // MARK: the algorithm: what libssl calls of one, new, derive, free

    private static let newContext: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { _ in
        unsafe UnsafeMutableRawPointer(EVP_KDF_CTX_new(function))
    }

    private static let freeContext: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
        unsafe EVP_KDF_CTX_free(OpaquePointer(context))
    }

    private static let derive:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int, UnsafePointer<OSSL_PARAM>?
        ) -> Int32 = { context, output, count, parameters in
            guard let output = unsafe output, let parameters = unsafe parameters else { return 0 }
            if unsafe answer(parameters, output, count) { return 1 }
            return unsafe EVP_KDF_derive(OpaquePointer(context), output, count, parameters)
        }

    /// False: it is asked for what there is no short way to.
    private static func answer(
        _ parameters: UnsafePointer<OSSL_PARAM>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int
    ) -> Bool {
        var mode: Int32 = 0
        guard let place = unsafe OSSL_PARAM_locate_const(parameters, text("mode")),
            unsafe OSSL_PARAM_get_int(place, &mode) == 1, let digest = unsafe bytes(parameters, "digest"),
            let prefix = unsafe bytes(parameters, "prefix"), let label = unsafe bytes(parameters, "label")
        else { return false }
        let isLong = unsafe equal(digest, "SHA2-384")
        guard unsafe isLong || equal(digest, "SHA2-256") else { return false }
        let none = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        let key = unsafe bytes(parameters, "key")
        switch mode {
        case EVP_KDF_HKDF_MODE_EXPAND_ONLY:
            guard let secret = unsafe key else { return false }
            let expansion = unsafe LabelExpansion(
                isLong: isLong, secret: secret, prefix: prefix, label: label,
                context: bytes(parameters, "data") ?? none)
            guard unsafe expansion.derive(into: output, count) else { return false }
            unsafe observe(label, UnsafeRawBufferPointer(start: output, count: count))
            return true
        case EVP_KDF_HKDF_MODE_EXTRACT_ONLY:
            // Where there is nothing to extract from, zeros are (RFC 8446 section 7.1).
            let zeros = InlineArray<48, UInt8>(repeating: 0)
            return unsafe zeros.span.withUnsafeBytes { zeros in
                let extraction = unsafe LabelExpansion(
                    isLong: isLong, secret: bytes(parameters, "salt") ?? none, prefix: prefix, label: label,
                    context: none)
                let input = unsafe key ?? UnsafeRawBufferPointer(rebasing: zeros[..<(isLong ? 48 : 32)])
                return unsafe extraction.extract(input, into: output, count)
            }
        default: return false
        }
    }

    private static func bytes(
        _ parameters: UnsafePointer<OSSL_PARAM>, _ name: StaticString
    ) -> UnsafeRawBufferPointer? {
        guard let place = unsafe OSSL_PARAM_locate_const(parameters, text(name)) else { return nil }
        return unsafe UnsafeRawBufferPointer(start: place.pointee.data, count: place.pointee.data_size)
    }

    private static func equal(_ bytes: UnsafeRawBufferPointer, _ name: StaticString) -> Bool {
        guard let start = bytes.baseAddress, bytes.count == name.utf8CodeUnitCount else { return false }
        return unsafe memcmp(start, name.utf8Start, bytes.count) == 0
    }

    /// A secret of the session that shakes hands on this thread (RFC 8446 §7.1).
    private static func observe(_ label: UnsafeRawBufferPointer, _ secret: UnsafeRawBufferPointer) {
        guard label.count == 12, let session = unsafe CRYPTO_THREAD_get_local(current) else { return }
        unsafe Unmanaged<TLSSession>.fromOpaque(session)._withUnsafeGuaranteedRef { session in
            if unsafe equal(label, "c ap traffic") {
                session.secrets.client = unsafe TrafficSecret(secret)
            } else if unsafe equal(label, "s ap traffic") {
                session.secrets.server = unsafe TrafficSecret(secret)
            }
        }
    }
}
