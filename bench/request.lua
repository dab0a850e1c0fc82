-- What wrk sends: about 500 bytes of a browser's headers, plus the arguments after `--` as "Name: value".
-- What it prints at the end: one line of JSON, read by load.py.

local browser = {
    ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    ["Accept-Language"] = "en-GB,en;q=0.7,de;q=0.3",
    ["Accept-Encoding"] = "gzip, deflate, br",
    ["Referer"] = "https://shop.example.com/catalogue/shoes?page=2&sort=price",
    ["Sec-Fetch-Dest"] = "document",
    ["Sec-Fetch-Mode"] = "navigate",
    ["Sec-Fetch-Site"] = "same-origin",
    ["Upgrade-Insecure-Requests"] = "1",
    ["Cookie"] = "session=0123456789abcdef0123456789abcdef; theme=dark",
}

function init(arguments)
    for name, value in pairs(browser) do
        wrk.headers[name] = value
    end
    for _, argument in ipairs(arguments) do
        local name, value = argument:match("^([^:]+): (.*)$")
        wrk.headers[name] = value
    end
    -- Formatted once: every request is the same bytes.
    local request = wrk.format()
    wrk.request = function() return request end
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests": %d, "seconds": %.6f, "bytes": %d, "p50_us": %d, "p99_us": %d, '
            .. '"errors": {"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}}\n',
        summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50), latency:percentile(99),
        errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
