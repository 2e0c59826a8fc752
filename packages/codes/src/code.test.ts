import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AboutCode, createPair } from './body.ts'
import { MAX_CANDIDATES } from './candidates.ts'
import { captured } from './captured/read.ts'
import { type CodeDescription, type DecodedCode, decodeCode, encodeCode } from './code.ts'
import { frame, unframe } from './frame.ts'

const MINUTE = 60_000
const now = 29_000_000 * MINUTE
const pair = createPair(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))
const about: AboutCode = { pair, createdAt: now, media: 'voice', from: null }
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function opened(decoded: DecodedCode): Extract<DecodedCode, { ok: true }> {
  if (!decoded.ok) throw new Error(decoded.problem)
  return decoded
}

const all = (sdp: string, pattern: RegExp) => [...sdp.matchAll(pattern)].map((match) => match[1] ?? '')
const different = (values: string[]) => [...new Set(values)].sort()

/** The sections with a direction; Firefox gives one to data channels too, where it means nothing. */
const mediaOf = (sdp: string) => sdp.split(/^(?=m=)/m).filter((section) => /^m=(audio|video)/.test(section))

/** The parts that two descriptions must have in common, read without the code under test. */
const essence = (sdp: string) => ({
  lines: all(sdp, /^m=(\w+) /gm),
  mids: all(sdp, /^a=mid:(\S+)/gm),
  ufrag: different(all(sdp, /^a=ice-ufrag:(\S+)/gm)),
  pwd: different(all(sdp, /^a=ice-pwd:(\S+)/gm)),
  fingerprint: different(all(sdp, /^a=fingerprint:(.*?)\r$/gm)),
  setup: different(all(sdp, /^a=setup:(\S+)/gm)),
  directions: mediaOf(sdp).flatMap((section) => all(section, /^a=(sendrecv|sendonly|recvonly|inactive)\r$/gm)),
  codecs: all(sdp, /^a=rtpmap:(\d+ (?:opus|VP8)\/\S+)/gm),
  candidates: different(all(sdp, /^a=candidate:\S+ 1 udp (\d+ \S+ \d+ typ \w+)/gim)),
})

/** Expects every codec, extension and feedback line of the small description in the original. */
function isPartOf(small: string, original: string): void {
  const lines = new Set(original.split('\r\n'))
  const foreign = small.split('\r\n').filter((line) => /^a=(rtpmap|extmap|rtcp-fb|mid)/.test(line) && !lines.has(line))
  expect(foreign).toEqual([])
}

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const iceText = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...`${ALPHABET.slice(0, -2)}+/`), minLength, maxLength })
const mdns = fc.uuid().map((uuid) => `${uuid}.local`)
const address = fc.oneof(
  fc.ipV4(),
  mdns,
  fc.ipV6().map((ip) => new URL(`http://[${ip}]`).hostname.slice(1, -1)),
)
const candidate = fc
  .tuple(
    address,
    fc.integer({ min: 1, max: 65_535 }),
    fc.nat({ max: 0x7f_ff_ff }),
    fc.constantFrom('host', 'srflx', 'relay'),
  )
  .map(
    ([ip, port, rank, type]) =>
      `a=candidate:${rank % 97} 1 udp ${rank * 256 + 255} ${ip} ${port} typ ${type}${type === 'host' ? '' : ' raddr 192.0.2.7 rport 1234'} generation 0 network-id 1`,
  )

/** Generates the captured descriptions with random values for all that differs from call to call. */
const made = fc
  .record({
    from: fc.constantFrom(...captured),
    ufrag: iceText(4, 32),
    pwd: iceText(22, 64),
    fingerprint: hex(64).map((text) => (text.toUpperCase().match(/../g) ?? []).join(':')),
    setup: fc.constantFrom('active', 'passive'),
    candidates: fc.uniqueArray(candidate, { maxLength: MAX_CANDIDATES }),
  })
  .map(({ from, ufrag, pwd, fingerprint, setup, candidates }): CodeDescription => {
    const sdp = from.sdp
      .replace(/^a=candidate:.*\r\n/gm, '')
      .replace(/^a=ice-ufrag:.*\r\n/gm, () => `a=ice-ufrag:${ufrag}\r\n`)
      .replace(/^a=ice-pwd:.*\r\n/gm, () => `a=ice-pwd:${pwd}\r\n`)
      .replace(/^a=fingerprint:.*\r\n/gm, `a=fingerprint:sha-256 ${fingerprint}\r\n`)
      .replace(/^a=setup:a[a-z]*ive\r\n/gm, `a=setup:${setup}\r\n`)
      .replace('a=ice-ufrag', `${candidates.map((line) => `${line}\r\n`).join('')}a=ice-ufrag`)
    return { type: from.type, sdp }
  })

const anything = fc.record<AboutCode>({
  pair: fc.uint8Array({ minLength: 8, maxLength: 8 }).map(createPair),
  createdAt: fc.integer({ min: now - 5 * MINUTE, max: now + 5 * MINUTE }),
  media: fc.constantFrom('voice', 'video'),
  from: fc.option(fc.stringMatching(/^[A-Za-z0-9._-]{3,32}$/)),
})

describe('a description through a code', () => {
  test.each(captured)('$name says the same after it, with the numbers it had', ({ type, sdp }) => {
    const { description } = opened(decodeCode(encodeCode({ type, sdp }, about)))
    expect(description.type).toBe(type)
    expect(essence(description.sdp)).toEqual(essence(sdp))
    // The codec's `fmtp` line is Parley's own, and there is less feedback.
    isPartOf(description.sdp, sdp)
  })

  test('any that a browser makes says the same after it, and so do the facts beside it', () => {
    fc.assert(
      fc.property(made, anything, (description, said) => {
        const code = encodeCode(description, said)
        const decoded = opened(decodeCode(code))
        expect(decoded.description.type).toBe(description.type)
        expect(essence(decoded.description.sdp)).toEqual(essence(description.sdp))
        expect(decoded.about).toEqual({ ...said, createdAt: Math.floor(said.createdAt / MINUTE) * MINUTE })
        expect(encodeCode(decoded.description, decoded.about)).toBe(code)
      }),
      { numRuns: 300 },
    )
  })

  test('a description of another shape is refused when the code is made', () => {
    const { type, sdp } = captured[0] as CodeDescription
    const refused = (text: string) => expect(() => encodeCode({ type, sdp: text }, about)).toThrow(TypeError)
    refused('')
    refused(sdp.replace('a=mid:0', 'a=mid:audio'))
    refused(sdp.replace('m=audio 54740', 'm=audio 0'))
    refused(sdp.replaceAll('sha-256', 'sha-1'))
    refused(sdp.replaceAll('a=ice-ufrag:', 'a=ice-ufrag:-'))
    refused(sdp.replace(/opus/g, 'speex'))
    refused(sdp + sdp.slice(sdp.indexOf('m=application')).replace('a=mid:1', 'a=mid:2'))
    expect(() => encodeCode({ type, sdp }, { ...about, from: 'a b' })).toThrow(TypeError)
    expect(() => encodeCode({ type, sdp }, { ...about, pair: 'AAAA' })).toThrow(TypeError)
    expect(() => createPair(new Uint8Array(7))).toThrow(TypeError)
  })

  test('a section whose transport is another’s may have port 0 if it says so, and the first may not', () => {
    const { type, sdp } = captured.find(({ name }) => name === 'Firefox’s video-offer') as CodeDescription
    expect(sdp).toContain('m=application 0 ')
    const refused = (text: string) => expect(() => encodeCode({ type, sdp: text }, about)).toThrow(TypeError)
    refused(sdp.replace('m=audio 9', 'm=audio 0'))
    refused(sdp.replace('m=audio 9', 'm=audio 0').replace('a=mid:0', 'a=bundle-only\r\na=mid:0'))
    refused(sdp.slice(0, sdp.lastIndexOf('a=bundle-only')) + sdp.slice(sdp.lastIndexOf('a=bundle-only') + 15))
  })

  test('media in another order and a fingerprint for all of them at once are understood too', () => {
    const { type, sdp } = captured[0] as CodeDescription
    const fingerprint = /^a=fingerprint:.*\r\n/m.exec(sdp)?.[0] ?? ''
    const [session = '', audio = '', data = ''] = sdp.replaceAll(fingerprint, '').split(/^(?=m=)/m)
    const other = session + fingerprint + data.replace('mid:1', 'mid:0') + audio.replace('mid:0', 'mid:1')
    const { description } = opened(decodeCode(encodeCode({ type, sdp: other }, about)))
    expect(essence(description.sdp)).toEqual({ ...essence(other), candidates: [] })
  })
})

describe('a code', () => {
  test('for voice with 4 candidates has at most 400 characters, for any addresses', () => {
    const [voice, video] = ['Chromium’s voice-open-offer', 'Chromium’s video-open-offer'].map((one) =>
      captured.find(({ name }) => name === one),
    )
    const sizeWith = (places: string[], from: string | null = null, { type, sdp } = voice as CodeDescription) => {
      const lines = places
        .map((one, at) => `a=candidate:1 1 udp 2122194687 ${one} ${50_000 + at} typ host\r\n`)
        .join('')
      const bare = sdp.replace(/^a=candidate:.*\r\n/gm, '').replace('a=ice-ufrag', `${lines}a=ice-ufrag`)
      return encodeCode({ type, sdp: bare }, { ...about, from }).length
    }
    const four = (one: string) => [one, one, one, one]
    const sizes = {
      none: sizeWith([]),
      fourOfIpv4: sizeWith(four('192.0.2.1')),
      fourOfIpv6: sizeWith(four('2001:db8::1')),
      fourOfIpv6AndASectionOfVideo: sizeWith(four('2001:db8::1'), null, video),
      fourOfIpv6AndTheLongestId: sizeWith(four('2001:db8::1'), 'a'.repeat(32)),
      eightOfIpv6AndTheLongestId: sizeWith([...four('2001:db8::1'), ...four('2001:db8::2')], 'a'.repeat(32)),
    }
    expect(sizes).toEqual({
      none: 111,
      fourOfIpv4: 164,
      fourOfIpv6: 228,
      fourOfIpv6AndASectionOfVideo: 234,
      fourOfIpv6AndTheLongestId: 271,
      eightOfIpv6AndTheLongestId: 388,
    })
    for (const one of captured) expect(encodeCode(one, about).length).toBeLessThan(200)
  })

  const code = encodeCode(captured[0] as CodeDescription, { ...about, from: 'ada' })

  test('is refused after any change of one character, and after two neighbours changed places', () => {
    const accepted: string[] = []
    for (let at = 0; at < code.length; at += 1) {
      for (const character of `${ALPHABET}+/=.# \n%ä`) {
        if (character === code[at]) continue
        const changed = code.slice(0, at) + character + code.slice(at + 1)
        if (decodeCode(changed).ok) accepted.push(changed)
      }
      const swapped = code.slice(0, at) + (code[at + 1] ?? '') + code[at] + code.slice(at + 2)
      if (swapped !== code && decodeCode(swapped).ok) accepted.push(swapped)
    }
    expect(accepted).toEqual([])
  })

  test('of any description is refused after a change of one character', () => {
    fc.assert(
      fc.property(made, anything, fc.nat(), fc.constantFrom(...ALPHABET), (description, said, place, character) => {
        const one = encodeCode(description, said)
        const at = place % one.length
        fc.pre(one[at] !== character)
        expect(decodeCode(one.slice(0, at) + character + one.slice(at + 1)).ok).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  test('that was cut is told to be cut, wherever that was', () => {
    for (let length = 1; length < code.length; length += 1) {
      expect(decodeCode(code.slice(0, length))).toEqual({ ok: false, problem: 'cut' })
    }
    expect(decodeCode(code.slice(1))).toEqual({ ok: false, problem: 'notACode' })
  })

  test('bears white space, line breaks, and an address around it', () => {
    const { description } = opened(decodeCode(code))
    const wrapped = (code.match(/.{1,20}/g) ?? []).join('\r\n> '.slice(0, 2))
    for (const text of [
      ` ${code}\n`,
      wrapped,
      `https://calls.example.org/code#${code}`,
      `Call me:\nhttps://x/code#${wrapped}\u200b`,
    ]) {
      expect(opened(decodeCode(text)).description).toEqual(description)
    }
  })

  test('with something behind it is read all the same: its length is in it', () => {
    const read = decodeCode(code)
    for (const more of ['A', 'AAAA', code, '.', '=']) expect(decodeCode(code + more)).toEqual(read)
  })

  test('is read whatever time its author’s clock says it is', () => {
    for (const createdAt of [0, now - 900_000 * MINUTE, now + 15 * MINUTE]) {
      const late = encodeCode(captured[0] as CodeDescription, { ...about, createdAt })
      expect(decodeCode(late).ok).toBe(true)
    }
  })

  test('of another version is told so, even where the body cannot be read', () => {
    expect(decodeCode(frame(Uint8Array.of(1, 2, 3), 2))).toEqual({ ok: false, problem: 'version' })
  })

  test('any other text is no code, and no text makes reading it fail', () => {
    for (const text of [
      '',
      ' \n',
      'ada',
      'https://calls.example.org/',
      'https://calls.example.org/#/call/ada',
      'v=0\r\n',
    ]) {
      expect(decodeCode(text)).toEqual({ ok: false, problem: 'notACode' })
    }
    const body = unframe(code)[0]
    if (!(body instanceof Uint8Array)) throw new Error('no code')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 200 }), fc.nat(), (text, bytes, at) => {
        expect(decodeCode(text).ok).toBe(false)
        expect(decodeCode(`Par${text}`).ok).toBe(false)
        // A valid checksum around a random body.
        expect(typeof decodeCode(frame(bytes)).ok).toBe('boolean')
        const spoilt = Uint8Array.from(body)
        spoilt.set(bytes.slice(0, 4), at % (body.length - 4))
        const decoded = decodeCode(frame(spoilt))
        if (decoded.ok)
          for (const line of decoded.description.sdp.trimEnd().split('\r\n')) expect(line).toMatch(/^[a-z]=[ -~]*$/)
      }),
      { numRuns: 500 },
    )
  })
})
