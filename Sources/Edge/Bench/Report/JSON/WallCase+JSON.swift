internal import SwiftletFormats

extension WallCase: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("request", request)
            json.nullable("side", side)
            json.member("passed", !hasFailed)
            json.member("arrivals", arrivals.rawValue)
            json.member("rate", rate)
            json.member("achieved_rate", achievedRate)
            json.member("connections", connections)
            json.member("new_connections", opensConnections)
            json.member("tls", tls)
            json.member("seconds", seconds)
            json.member("warm_up_seconds", warmUpSeconds)
            json.member("latency", latency)
            json.key("failures")
            json.array { json in
                for failure in failures {
                    json.object { json in
                        json.member("kind", failure.kind)
                        json.member("count", failure.count)
                    }
                }
            }
            json.nullable("server_us", serverMicroseconds)
            json.member("disturbances", disturbances)
            json.member("checks", checks)
        }
    }
}

extension LatencySummary: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("count", count)
            json.member("mean_us", mean)
            json.member("max_us", most)
            json.key("percentiles")
            json.array { json in
                for point in percentiles {
                    json.object { json in
                        json.member("percentile", point.percentile)
                        json.member("us", point.microseconds)
                    }
                }
            }
            json.key("buckets")
            json.array { json in
                for bucket in buckets {
                    json.object { json in
                        json.member("up_to_us", bucket.microseconds)
                        json.member("count", bucket.count)
                    }
                }
            }
        }
    }
}

extension RateSweep: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.nullable("knee", knee)
            json.member("rule", rule)
            json.key("steps")
            json.array { json in
                for step in steps {
                    json.object { json in
                        json.member("rate", step.rate)
                        json.member("achieved_rate", step.achievedRate)
                        json.member("p50_us", step.p50)
                        json.member("p99_us", step.p99)
                        json.member("failures", step.failures)
                        json.member("disturbed", step.isDisturbed)
                    }
                }
            }
        }
    }
}

extension WallComparison: JSONEncodable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("figure", figure)
            json.member("a", a)
            json.member("b", b)
            json.member("ratio", ratio)
            json.member("low", low)
            json.member("high", high)
            json.member("confidence", confidence)
            json.member("rounds", rounds)
            json.member("verdict", verdict.rawValue)
            json.nullable("margin", margin)
            json.member("disturbed", isDisturbed)
            json.member("passed", !hasFailed)
        }
    }
}
