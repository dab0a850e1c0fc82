internal import COpenSSL
internal import Glibc

/// OpenSSL's key derivation of TLS 1.3, with a look at what it makes for the session that is shaking hands on this thread.
///
/// OpenSSL 3.0 does not lend the key that it reads TLS 1.3 with, as it does the other. It has a log of secrets, which would tell
/// it: in hexadecimal, a `sprintf` for each byte, 50,000 instructions a secret and five of them at each handshake. So this is a
/// provider of one algorithm, TLS13-KDF, which hands each question to OpenSSL's own and looks at the label: only contexts that
/// ask for `properties` have it. Where it cannot be installed, or is not asked, OpenSSL reads.
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
        unsafe CRYPTO_THREAD_set_local(&current, Unmanaged.passUnretained(observer).toOpaque())
        defer { unsafe CRYPTO_THREAD_set_local(&current, nil) }
        return body()
    }

    /// Written once, by `isInstalled`.
    nonisolated(unsafe) private static var current = CRYPTO_THREAD_LOCAL()

    private static let isInstalled: Bool = {
        guard unsafe function != nil, unsafe CRYPTO_THREAD_init_local(&current, nil) == 1 else { return false }
        // Beside OpenSSL's own, which stay what all else is done with.
        let isAdded = unsafe OSSL_PROVIDER_add_builtin(nil, "swiftlet", start) == 1
        let isThere = unsafe isAdded && OSSL_PROVIDER_try_load(nil, "swiftlet", 1) != nil
        ERR_clear_error()
        return isThere
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
            let result = unsafe EVP_KDF_derive(OpaquePointer(context), output, count, parameters)
            guard result == 1, let session = unsafe CRYPTO_THREAD_get_local(&current),
                let label = unsafe OSSL_PARAM_locate_const(parameters, text("label")),
                unsafe label.pointee.data_size == 12,
                let name = unsafe label.pointee.data
            else { return result }
            let secret = unsafe UnsafeRawBufferPointer(start: output, count: count)
            unsafe Unmanaged<TLSSession>.fromOpaque(session)._withUnsafeGuaranteedRef { session in
                // RFC 8446 section 7.1
                if unsafe memcmp(name, text("c ap traffic"), 12) == 0 {
                    unsafe session.secrets.client = TrafficSecret(secret)
                } else if unsafe memcmp(name, text("s ap traffic"), 12) == 0 {
                    unsafe session.secrets.server = TrafficSecret(secret)
                }
            }
            return result
        }
}
