import Testing

@Suite("Deploying while requests come")
struct DeployUnderLoadTests {
    @Test("no request fails while forty versions come and go, and nobody gets one that is gone")
    func replace() throws {
        let host = try DeployingServer()
        let modules = [try Guest.saying("one"), try Guest.saying("two")]
        #expect(try host.admin.deploy("shop", modules[0]).status == 201)
        let load = Load(port: host.server.port(.cleartext), clients: 6)
        for number in 1...40 {
            let module = Guest.variant(number, of: modules[number % 2])
            #expect(try host.admin.deploy("shop", module).status == 201)
            // It is live once that was said.
            #expect(try host.get().text == (number % 2 == 0 ? "one" : "two"))
            if number % 8 == 0 {
                #expect(try host.admin.send("POST", "/v1/workers/shop/rollback", "{}").status == 200)
                #expect(try host.get().text == "two")
            }
        }
        let counts = try load.end()
        #expect(counts.failures == [])
        #expect(Set(counts.answers.keys) == ["one", "two"])
    }

    /// `make soak` does the same ten thousand times.
    @Test("sixty deployments under load leave memory and descriptors as they are, and a start finds the last one")
    func soak() throws {
        let host = try DeployingServer(.init(deploy: "versions = 10"))
        let module = try Guest.saying("one")
        func deploy(_ numbers: ClosedRange<Int>) throws {
            for number in numbers {
                #expect(try host.admin.deploy("shop", Guest.variant(number, of: module)).status == 201)
            }
        }
        try deploy(0...0)
        let load = Load(port: host.server.port(.cleartext), clients: 4)
        // The store has reached its number of versions.
        try deploy(1...20)
        let before = (memory: try host.server.residentBytes(), descriptors: try host.server.descriptorCount())
        try deploy(21...60)
        let after = (memory: try host.server.residentBytes(), descriptors: try host.server.descriptorCount())
        #expect(after.memory < before.memory + before.memory / 5)
        // Calls of the API come and go.
        #expect(after.descriptors <= before.descriptors + 4)
        let counts = try load.end()
        #expect(counts.failures == [])
        #expect(try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count <= 11)
        try host.restart()
        #expect(try host.admin.get("/v1/workers/shop").json["summary"]["baseline"].text == "v61")
        #expect(try host.get().text == "one")
    }

    @Test("deployments at once all become versions, one after the other, and the last one answers")
    func atOnce() throws {
        let host = try DeployingServer()
        let admin = host.admin
        let words = ["a", "b", "c", "d", "e", "f"]
        let modules = try words.map { try Guest.saying($0) }
        let answers = Answers()
        for module in modules { answers.add { try admin.deploy("shop", module) } }
        try answers.wait()
        let numbers = answers.all.compactMap { $0.json["version"]["version"].text }
        #expect(answers.all.allSatisfy { $0.status == 201 })
        #expect(Set(numbers) == ["v1", "v2", "v3", "v4", "v5", "v6"])
        let live = try admin.get("/v1/workers/shop").json["summary"]["baseline"].text
        #expect(live == "v6")
        let index = try #require(answers.numbered.first { $0.1.json["version"]["version"].text == "v6" }).0
        #expect(try host.get().text == words[index])
    }

    @Test("those that find too many waiting are told to come again, and have changed nothing")
    func tooMany() throws {
        let host = try DeployingServer(.init(deploy: "waiting = 0"))
        let admin = host.admin
        let module = try Guest.saying("one")
        let answers = Answers()
        for number in 0..<8 { answers.add { try admin.deploy("shop", Guest.variant(number, of: module)) } }
        try answers.wait()
        let taken = answers.all.count { $0.status == 201 }
        #expect(taken >= 1)
        for answer in answers.all where answer.status != 201 {
            #expect(answer.status == 503)
            #expect(answer.code == "busy")
        }
        #expect(try admin.get("/v1/workers/shop/versions").json["versions"].elements.count == taken)
        #expect(try host.get().text == "one")
    }
}
