import HTTP
import Testing

@testable import Admin

@Suite("What is refused, and in which words")
struct StrictnessTests {
    private func refusal(_ method: Method, _ target: String, _ body: String = "") -> AdminError? {
        let parts = target.split(separator: "?", maxSplits: 1)
        do throws(AdminError) {
            let match = try OperationRouter.match(method, path: String(parts[0]))
            _ = try OperationDecoder.decode(
                match, query: parts.count > 1 ? String(parts[1]) : "", body: Array(body.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "A name that is no name is refused",
        arguments: [
            "..", ".", "%2e%2e", "..%2f..%2fetc", "a%2Fb", "a%00", "%20", "ä", String(repeating: "a", count: 65),
        ])
    func names(_ name: String) {
        let error = refusal(.get, "/v1/workers/\(name)")
        #expect(error?.status == 400)
        #expect(error?.detail.contains("is no worker's name") == true)
    }

    @Test(
        "A body is refused with the place of its mistake",
        arguments: [
            (#"{"weights": {"v7": 10, "v6": 89}}"#, "/weights: adds up to 99.0 %, not 100 %"),
            (
                #"{"weights": {"v7": 10.001, "v6": 89.999}}"#,
                "/weights/v7: is 10.001 %; a share has at most two decimals"
            ),
            (#"{"weights": {"7": 100}}"#, "/weights/7: is no version: write v7"),
            (#"{"weights": {"v7": "100"}}"#, "/weights/v7: is a string, not a number"),
            (#"{"weights": {}}"#, "/weights: names no version"),
            (#"{"weights": {"v7": 50, "v7": 50}}"#, "a key that is there twice"),
            (#"{"candidate": "v7", "step": [1]}"#, "/step: is not known; known are: candidate, steps"),
            (#"{"candidate": "v7", "steps": [50, 10, 100]}"#, "/steps: do not rise"),
            (#"{"candidate": "v7", "steps": [1, 10]}"#, "/steps: do not rise from 0.01 or more to 100"),
            (#"{"candidate": "v7", "every_ms": 1}"#, "/every_ms: is not between"),
            (#"{"candidate": "v7", "every_ms": 1e99}"#, "/every_ms: 1e99 is no whole number"),
            (#"{"candidate": "v7", "guards": [1]}"#, "/guards/0: is a number, not a string"),
            (#"{"candidate": "v0"}"#, "/candidate: \"v0\" is no version"),
            ("{}", "has none of weights, candidate and paused"), ("[]", "is an array, not an object"),
            ("", "ends too early"), ("{\"weights\":", "ends too early"),
            (#"{"paused": true} x"#, "this is no JSON"), (#"{"paused": "\ud800"}"#, "not valid Unicode"),
            (String(repeating: "[", count: 2000), "nested too deeply"),
        ])
    func bodies(_ body: String, _ words: String) {
        let error = refusal(.put, "/v1/workers/shop/rollout", body)
        #expect(error?.status == 400 || error?.code == "not_meaningful")
        #expect(error?.detail.contains(words) == true, "\(error?.detail ?? "it was taken")")
    }

    @Test("What has the form and no meaning is told from what has not even the form")
    func meaning() {
        #expect(refusal(.put, "/v1/workers/a/rollout", #"{"weights": {"v1": 99}}"#)?.status == 422)
        #expect(refusal(.put, "/v1/workers/a/rollout", #"{"weights": {"v1": "99"}}"#)?.status == 400)
        #expect(refusal(.put, "/v1/workers/a/shadow", #"{"candidate": "v1", "share": 0}"#)?.status == 422)
    }

    @Test("A rotation that sets nothing is refused")
    func emptyRotation() {
        #expect(refusal(.post, "/v1/workers/a/rotate", "{}")?.detail.contains("/variables: is missing") == true)
        let empty = refusal(.post, "/v1/workers/a/rotate", #"{"variables": {}}"#)
        #expect(empty?.detail.contains("/variables: is empty") == true)
    }

    @Test(
        "A request that could not be made is not explained",
        arguments: [
            (#"{"url": "ftp://x/"}"#, "/url: is no URL"), (#"{"url": "cart"}"#, "/url: is no URL"),
            (#"{"url": "/a b"}"#, "/url: is no URL"), (#"{"url": "/\u0000"}"#, "/url: is no URL"),
            (#"{"url": "/", "method": "G T"}"#, "/method: is no method"), (#"{"url": "/", "method": ""}"#, "/method"),
            (#"{"url": "/", "headers": [{"name": "a b", "value": ""}]}"#, "/headers/0/name: cannot be sent"),
            (#"{"url": "/", "headers": [{"name": "a", "value": "b\r\nc: d"}]}"#, "/headers/0/value: cannot be sent"),
        ])
    func explanations(_ body: String, _ words: String) {
        #expect(refusal(.post, "/v1/explain", body)?.detail.contains(words) == true, "\(body)")
    }

    @Test(
        "A query is refused with the name of the parameter",
        arguments: [
            ("limit=0", "limit"), ("limit=-1", "limit"), ("limit=1e3", "limit"), ("limit=%2B5", "limit"),
            ("limit=5&limit=6", "is there twice"), ("status=600", "status"), ("status=5x", "status"),
            ("path=a", "path"), ("worker=..", "is no worker's name"), ("colour=red", "\"colour\" is not known"),
            ("path=%zz", "no percent-encoded text"), ("path=/%ff", "no percent-encoded text"),
        ])
    func queries(_ query: String, _ words: String) {
        let error = refusal(.get, "/v1/tail?\(query)")
        #expect(error?.status == 400)
        #expect(error?.detail.contains(words) == true, "\(error?.detail ?? "it was taken")")
    }

    @Test("Paths that are nothing are 404, and known ones with another method 405 with those that they take")
    func routes() {
        for path in ["/", "/v1", "/v1/", "/v1/workers/", "/v1//workers", "/v2/status", "/v1/workers/a/versions/v1/x"] {
            #expect(refusal(.get, path)?.status == 404, "\(path)")
        }
        let error = refusal(.patch, "/v1/workers/shop/rollout")
        #expect(error?.status == 405)
        #expect(OperationRouter.allowed("/v1/workers/shop/rollout") == "GET, PUT, DELETE")
    }

    @Test("Every digest but the right one is told from it")
    func digests() {
        let bytes = Array("hello".utf8)
        let right = "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:"
        #expect(AdminHash.contentDigest(bytes) == right)
        #expect(AdminHash.matches(right, bytes) == true)
        #expect(AdminHash.matches("sha-512=:AAAA:, \(right)", bytes) == true)
        #expect(AdminHash.matches(right, Array("hellO".utf8)) == false)
        #expect(AdminHash.matches("sha-256=:AAAA:", bytes) == false)
        #expect(AdminHash.matches("md5=:AAAA:", bytes) == nil)
        for (text, code) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            #expect(AdminHash.base64(Array(text.utf8)) == code)
        }
    }
}
