#if !arch(wasm32)
    /// SHA-2 (FIPS 180-4) and HMAC (RFC 2104), for workers that are built natively: there is no OpenSSL in a unit test.
    ///
    /// Written for clarity; a host does it hundreds of times as fast.
    enum SHA2 {
        static func hash(_ function: HashFunctionID, _ message: [UInt8]) -> [UInt8] {
            switch function {
            case .sha256: hash(message, initial: initial256, constants: constants256, .sha256)
            case .sha384: Array(hash(message, initial: initial384, constants: constants512, .sha512).prefix(48))
            case .sha512: hash(message, initial: initial512, constants: constants512, .sha512)
            }
        }

        static func hmac(_ function: HashFunctionID, key: [UInt8], _ message: [UInt8]) -> [UInt8] {
            let block = function == .sha256 ? 64 : 128
            var key = key.count > block ? hash(function, key) : key
            key += [UInt8](repeating: 0, count: block - key.count)
            let inner = hash(function, key.map { $0 ^ 0x36 } + message)
            return hash(function, key.map { $0 ^ 0x5c } + inner)
        }

        /// Sections 5 and 6; the two sizes differ in their words, their amounts and the length's bytes.
        private static func hash<Word: FixedWidthInteger & UnsignedInteger>(
            _ message: [UInt8], initial: [Word], constants: [Word], _ amounts: Amounts
        ) -> [UInt8] {
            let wordBytes = Word.bitWidth / 8
            let block = 16 * wordBytes
            var padded = message + [0x80]
            while padded.count % block != block - 2 * wordBytes { padded.append(0) }
            // Lengths are below 2^61 bytes: the upper half of the longer length field is 0.
            padded += [UInt8](repeating: 0, count: 2 * wordBytes - 8)
            padded += bytes(UInt64(message.count) * 8)
            var state = initial
            var start = 0
            while start < padded.count {
                compress(&state, padded[start..<start + block], constants, amounts)
                start += block
            }
            var hash: [UInt8] = []
            for word in state { hash += bytes(word) }
            return hash
        }

        private static func compress<Word: FixedWidthInteger & UnsignedInteger>(
            _ state: inout [Word], _ block: ArraySlice<UInt8>, _ constants: [Word], _ amounts: Amounts
        ) {
            let wordBytes = Word.bitWidth / 8
            var schedule: [Word] = []
            for index in 0..<16 {
                var word: Word = 0
                let start = block.startIndex + index * wordBytes
                for byte in block[start..<start + wordBytes] { word = word << 8 | Word(byte) }
                schedule.append(word)
            }
            for index in 16..<constants.count {
                let (two, fifteen) = (schedule[index - 2], schedule[index - 15])
                let (a, b) = (amounts.schedule0, amounts.schedule1)
                let zero = turned(fifteen, a.0) ^ turned(fifteen, a.1) ^ fifteen >> a.2
                let one = turned(two, b.0) ^ turned(two, b.1) ^ two >> b.2
                schedule.append(one &+ schedule[index - 7] &+ zero &+ schedule[index - 16])
            }
            var work = state
            for index in constants.indices {
                let (a, e) = (work[0], work[4])
                let (r, s) = (amounts.sum0, amounts.sum1)
                let sum0 = turned(a, r.0) ^ turned(a, r.1) ^ turned(a, r.2)
                let sum1 = turned(e, s.0) ^ turned(e, s.1) ^ turned(e, s.2)
                let choice = (e & work[5]) ^ (~e & work[6])
                let majority = (a & work[1]) ^ (a & work[2]) ^ (work[1] & work[2])
                let first = work[7] &+ sum1 &+ choice &+ constants[index] &+ schedule[index]
                work = [first &+ sum0 &+ majority, a, work[1], work[2], work[3] &+ first, e, work[5], work[6]]
            }
            for index in state.indices { state[index] = state[index] &+ work[index] }
        }

        /// How far the six functions of section 4.1 turn and shift a word.
        private struct Amounts {
            let sum0: (Int, Int, Int)
            let sum1: (Int, Int, Int)
            let schedule0: (Int, Int, Int)
            let schedule1: (Int, Int, Int)

            static let sha256 = Amounts(
                sum0: (2, 13, 22), sum1: (6, 11, 25), schedule0: (7, 18, 3), schedule1: (17, 19, 10))
            static let sha512 = Amounts(
                sum0: (28, 34, 39), sum1: (14, 18, 41), schedule0: (1, 8, 7), schedule1: (19, 61, 6))
        }

        private static func turned<Word: FixedWidthInteger>(_ word: Word, _ amount: Int) -> Word {
            word >> Word(amount) | word << Word(Word.bitWidth - amount)
        }

        /// Big-endian.
        private static func bytes<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
            var bytes: [UInt8] = []
            for place in 1...Word.bitWidth / 8 {
                bytes.append(UInt8(truncatingIfNeeded: word >> Word(Word.bitWidth - 8 * place)))
            }
            return bytes
        }
    }
#endif
