-- S1 and S3 for haproxy.

core.register_service("hello", "http", function(applet)
    local body = "hello, world\n"
    applet:set_status(200)
    applet:add_header("content-length", #body)
    applet:add_header("content-type", "text/plain")
    applet:start_response()
    applet:send(body)
end)

core.register_action("bucket", { "http-req" }, function(txn)
    local headers = txn.http:req_get_headers()
    local cookie = headers["cookie"] and headers["cookie"][0] or ""
    local bucket = string.match("; " .. cookie, "; ab=([AB])%f[;\0]")
    if not bucket then
        local user = headers["x-user"] and headers["x-user"][0]
        if user then
            local hashed = 5381
            for i = 1, #user do hashed = (hashed * 33 + string.byte(user, i)) % 16777216 end
            bucket = hashed % 100 < 50 and "A" or "B"
        else
            bucket = math.random(2) == 1 and "A" or "B"
        end
        txn:set_var("txn.bucket", bucket)
    end
    txn.http:req_set_header("X-Experiment-Bucket", bucket)
end, 0)
