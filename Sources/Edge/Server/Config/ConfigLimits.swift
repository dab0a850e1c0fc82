extension Config {
    /// What one request may use of a worker; `[workers.NAME] limits`.
    package struct WorkerLimits: Sendable, Equatable {
        /// Time on the CPU. `cpu`
        package var cpu = Duration.milliseconds(50)
        /// Time from start to end, waiting included. `wall`
        package var wall = Duration.seconds(30)
        /// Time on the CPU after the response. `background_cpu`
        package var backgroundCPU = Duration.milliseconds(50)
        /// Time from the response's end to the end of what follows it. `background_wall`
        package var backgroundWall = Duration.seconds(30)
        /// Linear memory. `memory`
        package var memoryBytes = 16 << 20
        /// Of the module's code, each function counted as 64 more, one function at most an eighth of it. `code`
        package var codeBytesMax = 2 << 20
        /// Requests to origins. `subrequests`
        package var subrequestsMax = 32
        /// Requests to origins under way at once. `subrequests_concurrent`
        package var subrequestsConcurrentMax = 6
        /// Log text. `log_bytes`
        package var logBytesMax = 16 << 10
        /// Log text of all its requests in a second; its faults may have as much. `log_rate`
        package var logRate = 256 << 10
        /// The answer's head. `response_head_bytes`
        package var responseHeadBytesMax = 32 << 10
        /// What it writes itself of one response's body. `response_body_bytes`
        package var responseBodyBytesMax = 64 << 20
        /// Bytes of one body held in the host for the worker: an origin's that it has not read yet. `buffer_bytes`
        package var bufferBytesMax = 256 << 10
        /// Time on the CPU for `init()`, once per deployment. `init_cpu`
        package var initCPU = Duration.seconds(5)
        /// Requests at once, running or suspended, those in the background too; a loop takes its share. Nil: as many as
        /// `Limits.isolatesMax`. `concurrency`
        package var concurrencyMax: Int?
        /// Of the isolates, how many no other worker may take; a loop takes its share. Nil: see `Config.reserved`.
        /// `reserved`
        package var reserved: Int?
        /// Requests that wait for a place; a loop takes its share. `queue`
        package var queueMax = 100
        /// The longest that one waits; zero: none does. `queue_wait`
        package var queueWait = Duration.seconds(1)

        package init() {}
    }

    /// What the front grants to clients; `[limits]`.
    package struct Limits: Sendable, Equatable {
        /// Request line and fields together; 431 beyond. `header_bytes`
        package var headerBytesMax = 32 << 10
        /// Field lines; 431 beyond. `header_count`
        package var headerCountMax = 100
        /// The request target; 414 beyond. `uri_bytes`
        package var uriBytesMax = 8 << 10
        /// A request's body; 413 beyond. `body_bytes`
        package var bodyBytesMax = 16 << 20
        /// From the connection's start, or a later request's first byte, to the end of the head. The TLS handshake
        /// counts. `header_timeout`
        package var headerTimeout = Duration.seconds(10)
        /// Between two requests of a connection. `idle_timeout`
        package var idleTimeout = Duration.seconds(60)
        /// The longest wait for the next bytes of a request's body; 408 beyond. `body_timeout`
        package var bodyTimeout = Duration.seconds(30)
        /// The longest that a client may take none of the bytes waiting for it. `write_timeout`
        package var writeTimeout = Duration.seconds(30)
        /// Connections at once, all listeners and loops together; a loop takes its share. `connections`
        package var connectionsMax = 10_000
        /// After which a connection is closed. `requests_per_connection`
        package var requestsPerConnectionMax = 10_000
        /// Isolates at once, all loops together; 503 beyond. `isolates`
        package var isolatesMax = 1_000
        /// Of those, how many may go on after their response; what one more wants to do then is dropped. A loop takes its
        /// share. `background`
        package var backgroundMax = 256
        /// The stack of one isolate's calls. `isolate_stack`
        package var isolateStackBytes = 512 << 10
        /// Bytes that may wait in the host per connection and direction: beyond, the faster side is not read.
        /// `buffer_bytes`
        package var bufferBytesMax = 64 << 10
        /// Log lines that wait for who reads them; what comes beyond is lost, and counted. `log_buffer`
        package var logBufferBytesMax = 1 << 20
        /// Compiled modules on disk (`cache`): beyond, those go that were not used for longest. `module_cache`
        package var moduleCacheBytesMax = 1 << 30
        /// The delay of what waits on a loop beyond which new requests are turned away; zero: never. `shed_delay`
        package var shedDelay = Duration.milliseconds(100)
        /// How long a delay must stand. `shed_interval`
        package var shedInterval = Duration.milliseconds(500)
        /// How often a request may have come here, by its CDN-Loop; 508 beyond. `hops`
        package var hopsMax = 8
        /// From the signal to the end of requests in flight; what still runs then is cut. `shutdown_deadline`
        package var shutdownDeadline = Duration.seconds(10)

        package init() {}
    }
}
