import Testing

@testable import Server

@Suite struct ConfigExampleTests {
    /// The example of the design, word for word.
    static let example = """
        # swiftlet.toml
        threads = 0                      # 0 = one loop per core

        [[listeners]]
        address = "0.0.0.0:8443"
        certificates = [{ certificate = "cert.pem", key = "key.pem" }]   # several: chosen by SNI; absent: a self-signed one is made, for development

        [[listeners]]
        name = "inside"
        address = "127.0.0.1:8080"
        cleartext = true                 # plain HTTP, no TLS

        [origins.shop]
        url = "http://127.0.0.1:9000"

        [workers.storefront]
        path = "workers/storefront"      # a SwiftPM package, or a .wasm file
        origins = ["shop"]               # what it may reach: nothing else
        env = { THEME = "dark" }
        limits = { cpu = "50ms", memory = "16MiB", wall = "30s", subrequests = 32 }

        [[routes]]
        match = "shop.example.com/*"     # host/path; host: exact, "*.example.com" or "*"; path: exact, or a prefix ending in "*"
        worker = "storefront"

        [[routes]]
        match = "*/raw/*"
        origin = "shop"                  # plain reverse proxy

        [[routes]]
        match = "*/assets/*"
        files = "public"                 # static files

        [[routes]]
        match = "*/healthz"
        respond = { status = 200, body = "ok\\n" }

        [[routes]]
        match = "*/api/*"
        listener = "inside"              # only on that listener
        files = "demo"
        """

    @Test("the example gives listeners, origins and workers with their defaults")
    func parts() throws {
        let fixture = try ConfigFixture()
        let config = try fixture.parse(Self.example)
        #expect(config.threads >= 1)
        #expect(config.listeners.map(\.name) == ["0.0.0.0:8443", "inside"])
        #expect(config.listeners.map(\.host) == ["0.0.0.0", "127.0.0.1"])
        #expect(config.listeners.map(\.port) == [8443, 8080])
        #expect(config.listeners.map(\.cleartext) == [false, true])
        let directory = fixture.directory
        #expect(
            config.listeners[0].certificates == [
                .init(certificate: "\(directory)/cert.pem", key: "\(directory)/key.pem")
            ])
        let shop = try #require(config.origins.first)
        #expect(shop.url == OriginURL(isEncrypted: false, host: "127.0.0.1", port: 9000))
        #expect(shop.connectTimeout == .seconds(5))
        #expect(shop.serverName == "127.0.0.1")
        let worker = try #require(config.workers.first)
        #expect(worker.name == "storefront")
        #expect(worker.kind == .package)
        #expect(worker.path == "\(directory)/workers/storefront")
        #expect(worker.origins == [0])
        #expect(worker.variables.map(\.name) == ["THEME"])
        #expect(worker.variables.map(\.value) == ["dark"])
        #expect(worker.limits == Config.WorkerLimits())
        #expect(config.limits == Config.Limits())
        #expect(config.accessLog == .off)
        #expect(config.logLevel == .info)
        #expect(config.cacheDirectory.hasPrefix("/"))
    }

    @Test("the example gives routes in the order of the file")
    func routes() throws {
        let fixture = try ConfigFixture()
        let routes = try fixture.parse(Self.example).routes
        #expect(
            routes.map(\.pattern) == [
                RoutePattern(host: .exact("shop.example.com"), path: .prefix("/")),
                RoutePattern(host: .any, path: .prefix("/raw/")),
                RoutePattern(host: .any, path: .prefix("/assets/")),
                RoutePattern(host: .any, path: .exact("/healthz")),
                RoutePattern(host: .any, path: .prefix("/api/")),
            ])
        #expect(routes.map(\.listener) == [nil, nil, nil, nil, 1])
        guard case .worker(0) = routes[0].action, case .origin(0) = routes[1].action,
            case .files(let root) = routes[2].action, case .respond(let answer) = routes[3].action
        else {
            Issue.record("wrong actions: \(routes.map(\.action))")
            return
        }
        #expect(root == "\(fixture.directory)/public")
        #expect(answer.status == 200)
        #expect(answer.body == Array("ok\n".utf8))
        #expect(answer.headers.map(\.name) == ["Content-Type"])
    }

    @Test("every key of every section is read")
    func allKeys() throws {
        let fixture = try ConfigFixture()
        let config = try fixture.parse(
            """
            threads = 3
            log_level = "debug"
            access_log = "access.log"
            cache = "modules"
            [limits]
            header_bytes = "16KiB"
            header_count = 50
            uri_bytes = 4096
            body_bytes = "2MB"
            header_timeout = "3s"
            idle_timeout = "2m"
            body_timeout = "1500ms"
            write_timeout = "4s"
            connections = 77
            requests_per_connection = 9
            isolates = 12
            background = 3
            buffer_bytes = "128KiB"
            hops = 2
            shed_delay = "0s"
            shed_interval = "1s"
            isolate_stack = "1MiB"
            shutdown_deadline = "1h"
            [[listeners]]
            address = "[::1]:0"
            [origins.shop]
            url = "https://Shop.example.com/v1/"
            connect_timeout = "1s"
            first_byte_timeout = "2s"
            idle_timeout = "3s"
            connections = 5
            idle_connections = 2
            ca = "cert.pem"
            server_name = "inner.example.com"
            [workers.hello]
            path = "hello.wasm"
            limits = { cpu = "1s", wall = "2s", memory = "1MiB", code = "1MiB", subrequests = 0, subrequests_concurrent = 2, log_bytes = 0, response_head_bytes = "8KiB", buffer_bytes = "64KiB", init_cpu = "10s", background_cpu = "3ms", background_wall = "4s", concurrency = 5, reserved = 4, queue = 7, queue_wait = "20ms", response_body_bytes = "1KB" }
            [[routes]]
            match = "*.Example.com/logo.svg"
            files = "public/index.html"
            [[routes]]
            match = "*/old"
            respond = { status = 301, headers = { Location = "/new", Vary = ["a", "b"] } }
            """)
        #expect(config.threads == 3)
        #expect(config.logLevel == .debug)
        #expect(config.accessLog == .file("\(fixture.directory)/access.log"))
        #expect(config.cacheDirectory == "\(fixture.directory)/modules")
        let limits = config.limits
        #expect(limits.headerBytesMax == 16384 && limits.headerCountMax == 50 && limits.uriBytesMax == 4096)
        #expect(limits.bodyBytesMax == 2_000_000 && limits.bufferBytesMax == 131072)
        #expect(limits.headerTimeout == .seconds(3) && limits.idleTimeout == .seconds(120))
        #expect(limits.bodyTimeout == .milliseconds(1500) && limits.writeTimeout == .seconds(4))
        #expect(limits.connectionsMax == 77 && limits.requestsPerConnectionMax == 9 && limits.isolatesMax == 12)
        #expect(limits.backgroundMax == 3 && limits.hopsMax == 2 && limits.isolateStackBytes == 1 << 20)
        #expect(limits.shedDelay == .zero && limits.shedInterval == .seconds(1))
        #expect(limits.shutdownDeadline == .seconds(3600))
        #expect(config.listeners[0].host == "::1")
        let origin = config.origins[0]
        #expect(origin.url == OriginURL(isEncrypted: true, host: "shop.example.com", port: 443, basePath: "/v1"))
        #expect(origin.url.authority == "shop.example.com")
        #expect(origin.firstByteTimeout == .seconds(2) && origin.idleTimeout == .seconds(3))
        #expect(origin.connectionsMax == 5 && origin.idleConnectionsMax == 2)
        #expect(origin.authorityFile == "\(fixture.directory)/cert.pem")
        #expect(origin.serverName == "inner.example.com")
        #expect(config.workers[0].kind == .module)
        #expect(config.workers[0].limits.subrequestsConcurrentMax == 2)
        let worker = config.workers[0].limits
        #expect(worker.concurrencyMax == 5 && worker.reserved == 4 && worker.queueMax == 7)
        #expect(worker.queueWait == .milliseconds(20) && worker.responseBodyBytesMax == 1_000)
        #expect(worker.codeBytesMax == 1 << 20)
        #expect(config.routes[0].pattern == RoutePattern(host: .suffix(".example.com"), path: .exact("/logo.svg")))
        guard case .respond(let answer) = config.routes[1].action else {
            Issue.record("not a fixed answer")
            return
        }
        #expect(answer.headers.map(\.name) == ["Location", "Vary", "Vary"])
        #expect(answer.body.isEmpty)
    }
}
