#pragma once
#include <linux/tls.h>
#include <openssl/bio.h>
#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Function-like macros, which Swift cannot import.
static inline void swiftlet_ssl_ctx_set_modes(SSL_CTX *context) {
    // Partial writes cannot happen with our BIO; a moving buffer is what a retry would have. RELEASE_BUFFERS: an idle
    // connection that OpenSSL reads keeps 14 KiB instead of 23 KiB.
    SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context, 1);
    // Keys are offered to our BIO as to a kernel's socket. In these versions, whose way of doing it is known.
    if (OPENSSL_version_major() == 3 && OPENSSL_version_minor() <= 1) SSL_CTX_set_options(context, SSL_OP_ENABLE_KTLS);
}
static inline int swiftlet_ssl_ctx_set_min_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}
static inline int swiftlet_ssl_ctx_set_groups(SSL_CTX *context, const char *list) {
    return SSL_CTX_set1_groups_list(context, list);
}
static inline int swiftlet_ssl_ctx_set_num_tickets(SSL_CTX *context, size_t count) {
    return SSL_CTX_set_num_tickets(context, count);
}
static inline void swiftlet_ssl_ctx_no_session_cache(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}
static inline void swiftlet_ssl_ctx_on_server_name(SSL_CTX *context, int (*callback)(SSL *, int *, void *), void *argument) {
    SSL_CTX_set_tlsext_servername_callback(context, callback);
    SSL_CTX_set_tlsext_servername_arg(context, argument);
}
static inline int swiftlet_ssl_set_server_name(SSL *ssl, const char *name) { return SSL_set_tlsext_host_name(ssl, name); }
static inline long swiftlet_ssl_ctx_chain_add(SSL_CTX *context, X509 *certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate);
}
static inline void swiftlet_bio_set_retry_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void swiftlet_bio_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }
// Variadic behind its macro.
static inline EVP_PKEY *swiftlet_make_p256_key(void) { return EVP_EC_gen("P-256"); }
// What libssl asks of a socket that encrypts by itself; named in a comment of bio.h alone.
static const int swiftlet_bio_set_key = 72;
static const int swiftlet_bio_set_record_type = 74;
static const long swiftlet_key_is_for_writing = 2;
static const int swiftlet_tls13 = TLS1_3_VERSION;
static const char *const swiftlet_tag_name = OSSL_CIPHER_PARAM_AEAD_TAG;
// With the length that stands for all of it (EVP_EncryptInit(3), EVP_CTRL_GCM_SET_IV_FIXED with -1).
static const char *const swiftlet_nonce_name = OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED;
static const long swiftlet_whole_nonce = -1;
// Flags that are composite macros.
static const int swiftlet_bio_type = BIO_TYPE_SOURCE_SINK;
static const int swiftlet_public_key_selection = EVP_PKEY_PUBLIC_KEY;
