// RC4 against the vectors of RFC 6229, for the lengths of key that TLS has.
import t from 'tap'
import { Rc4 } from '../../../src/tls/scripted/rc4.ts'

/** Keys of 40 and 128 bits: sixteen bytes of the key stream at each offset (RFC 6229 section 2). */
const VECTORS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  '0102030405': {
    0: 'b2396305f03dc027ccc3524a0a1118a8',
    16: '6982944f18fc82d589c403a47a0d0919',
    240: '28cb1132c96ce286421dcaadb8b69eae',
    256: '1cfcf62b03eddb641d77dfcf7f8d8c93',
    496: '42b7d0cdd918a8a33dd51781c81f4041',
    512: '6459844432a7da923cfb3eb4980661f6',
    752: 'ec10327bde2beefd18f9277680457e22',
    768: 'eb62638d4f0ba1fe9fca20e05bf8ff2b',
    1008: '45129048e6a0ed0b56b490338f078da5',
    1024: '30abbcc7c20b01609f23ee2d5f6bb7df',
    1520: '3294f744d8f9790507e70f62e5bbceea',
    1536: 'd8729db41882259bee4f825325f5a130',
    2032: '1eb14a0c13b3bf47fa2a0ba93ad45b8b',
    2048: 'cc582f8ba9f265e2b1be9112e975d2d7',
    3056: 'f2e30f9bd102ecbf75aaade9bc35c43c',
    3072: 'ec0e11c479dc329dc8da7968fe965681',
    4080: '068326a2118416d21f9d04b2cd1ca050',
    4096: 'ff25b58995996707e51fbdf08b34d875',
  },
  '0102030405060708090a0b0c0d0e0f10': {
    0: '9ac7cc9a609d1ef7b2932899cde41b97',
    16: '5248c4959014126a6e8a84f11d1a9e1c',
    240: '065902e4b620f6cc36c8589f66432f2b',
    256: 'd39d566bc6bce3010768151549f3873f',
    496: 'b6d1e6c4a5e4771cad79538df295fb11',
    512: 'c68c1d5c559a974123df1dbc52a43b89',
    752: 'c5ecf88de897fd57fed301701b82a259',
    768: 'eccbe13de1fcc91c11a0b26c0bc8fa4d',
    1008: 'e7a72574f8782ae26aabcf9ebcd66065',
    1024: 'bdf0324e6083dcc6d3cedd3ca8c53c16',
    1520: 'b40110c4190b5622a96116b0017ed297',
    1536: 'ffa0b514647ec04f6306b892ae661181',
    2032: 'd03d1bc03cd33d70dff9fa5d71963ebd',
    2048: '8a44126411eaa78bd51e8d87a8879bf5',
    3056: 'fabeb76028ade2d0e48722e46c4615a3',
    3072: 'c05d88abd50357f935a63c59ee537623',
    4080: 'ff38265c1642c1abe8d3c2fe5e572bf8',
    4096: 'a36a4c301ae8ac13610ccbc12256cacc',
  },
  '833222772a': {
    0: '80ad97bdc973df8a2e879e92a497efda',
    16: '20f060c2f2e5126501d3d4fea10d5fc0',
    240: 'faa148e99046181fec6b2085f3b20ed9',
    256: 'f0daf5bab3d596839857846f73fbfe5a',
    496: '1c7e2fc4639232fe297584b296996bc8',
    512: '3db9b249406cc8edffac55ccd322ba12',
    752: 'e4f9f7e0066154bbd125b745569bc897',
    768: '75d5ef262b44c41a9cf63ae14568e1b9',
    1008: '6da453dbf81e82334a3d8866cb50a1e3',
    1024: '7828d074119cab5c22b294d7a9bfa0bb',
    1520: 'adb89cea9a15fbe617295bd04b8ca05c',
    1536: '6251d87fd4aaae9a7e4ad5c217d3f300',
    2032: 'e7119bd6dd9b22afe8f89585432881e2',
    2048: '785b60fd7ec4e9fcb6545f350d660fab',
    3056: 'afecc037fdb7b0838eb3d70bcd268382',
    3072: 'dbc1a7b49d57358cc9fa6d61d73b7cf0',
    4080: '6349d126a37afcba89794f9804914fdc',
    4096: 'bf42c3018c2f7c66bfde524975768115',
  },
  ebb46227c6cc8b37641910833222772a: {
    0: '720c94b63edf44e131d950ca211a5a30',
    16: 'c366fdeacf9ca80436be7c358424d20b',
    240: 'b3394a40aabf75cba42282ef25a0059f',
    256: '4847d81da4942dbc249defc48c922b9f',
    496: '08128c469f275342adda202b2b58da95',
    512: '970dacef40ad98723bac5d6955b81761',
    752: '3cb89993b07b0ced93de13d2a11013ac',
    768: 'ef2d676f1545c2c13dc680a02f4adbfe',
    1008: 'b60595514f24bc9fe522a6cad7393644',
    1024: 'b515a8c5011754f59003058bdb81514e',
    1520: '3c70047e8cbc038e3b9820db601da495',
    1536: '1175da6ee756de46a53e2b075660b770',
    2032: '00a542bba02111cc2c65b38ebdba587e',
    2048: '5865fdbb5b48064104e830b380f2aede',
    3056: '34b21ad2ad44e999db2d7f0863f0d9b6',
    3072: '84a9218fc36e8a5f2ccfbeae53a27d25',
    4080: 'a2221a11b833ccb498a59540f0545f4a',
    4096: '5bbeb4787d59e5373fdbea6c6f75c29b',
  },
}

const END = 4112

for (const [key, stream] of Object.entries(VECTORS)) {
  t.test(`key ${key}`, (t) => {
    const bytes = new Rc4(Buffer.from(key, 'hex')).update(Buffer.alloc(END))
    for (const [offset, expected] of Object.entries(stream)) {
      t.equal(bytes.subarray(Number(offset), Number(offset) + 16).toString('hex'), expected, `at ${offset}`)
    }
    // However it is cut: in records, the state goes on.
    const cipher = new Rc4(Buffer.from(key, 'hex'))
    const pieces: Buffer[] = []
    for (let at = 0, length = 0; at < END; at += length, length++) {
      pieces.push(cipher.update(Buffer.alloc(Math.min(length, END - at))))
    }
    t.ok(Buffer.concat(pieces).equals(bytes))
    // What is encrypted is the exclusive or of both.
    const text = Buffer.from('Plaintext')
    const sealed = new Rc4(Buffer.from(key, 'hex')).update(text)
    t.same(
      [...sealed],
      [...text].map((byte, at) => byte ^ (bytes[at] as number)),
    )
    t.end()
  })
}
