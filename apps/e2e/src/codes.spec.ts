import { fileURLToPath } from 'node:url'
import type * as Codes from '@parley/codes'
import type { Page } from '@playwright/test'
import { bundle, openNobodysPage } from './support/nobodysPage.ts'
import { test as base, expect } from './support/test.ts'

interface End {
  connection: RTCPeerConnection
  control: RTCDataChannel
}

declare global {
  interface Window {
    codes: typeof Codes
    end: End
  }
}

type Media = Codes.AboutCode['media']

const test = base.extend<{ ends: [Page, Page] }, { script: string }>({
  script: [
    async ({}, use) => use(await bundle(fileURLToPath(import.meta.resolve('@parley/codes')), 'codes')),
    { scope: 'worker' },
  ],
  ends: async ({ chromium, script }, use) => {
    const context = await chromium.newContext()
    await use([await openNobodysPage(context, script), await openNobodysPage(context, script)])
    await context.close()
  },
})

/** Opens a connection like Parley's, with this device's media. */
function open(page: Page, role: 'initiator' | 'responder', media: Media): Promise<void> {
  return page.evaluate(
    async ({ role, media }) => {
      const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' })
      const control = connection.createDataChannel('control', { negotiated: true, id: 0 })
      window.end = { connection, control }
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: media === 'video' })
      for (const track of stream.getTracks()) {
        if (role === 'initiator') connection.addTransceiver(track, { direction: 'sendrecv', streams: [stream] })
        else {
          connection.addEventListener('track', ({ transceiver }) => {
            if (transceiver.receiver.track.kind !== track.kind) return
            transceiver.direction = 'sendrecv'
            transceiver.sender.setStreams(stream)
            void transceiver.sender.replaceTrack(track)
          })
        }
      }
      connection.addEventListener('track', ({ track, streams }) => {
        const element = document.createElement(track.kind === 'video' ? 'video' : 'audio')
        element.srcObject = new MediaStream([track])
        element.dataset.stream = streams[0]?.id
        document.body.append(element)
        void element.play()
      })
    },
    { role, media },
  )
}

/** Applies a remote description, if given. Resolves with the local one once all candidates are gathered. */
function describe(page: Page, heard: Codes.CodeDescription | null): Promise<Codes.CodeDescription> {
  return page.evaluate(async (remote) => {
    const { connection } = window.end
    if (remote) await connection.setRemoteDescription(remote)
    await connection.setLocalDescription()
    await new Promise<void>((resolve) => {
      const check = () => {
        if (connection.iceGatheringState === 'complete') resolve()
      }
      connection.addEventListener('icegatheringstatechange', check)
      check()
    })
    const local = connection.localDescription
    if (local?.type !== 'offer' && local?.type !== 'answer') throw new Error('Nothing was described')
    return { type: local.type, sdp: local.sdp }
  }, heard)
}

const apply = (page: Page, heard: Codes.CodeDescription) =>
  page.evaluate((remote) => window.end.connection.setRemoteDescription(remote), heard)

const encode = (page: Page, description: Codes.CodeDescription, about: Codes.AboutCode) =>
  page.evaluate((all) => window.codes.encodeCode(all.description, all.about), { description, about })

async function decode(page: Page, code: string): Promise<Extract<Codes.DecodedCode, { ok: true }>> {
  const decoded = await page.evaluate((text) => window.codes.decodeCode(text), code)
  if (!decoded.ok) throw new Error(decoded.problem)
  return decoded
}

/** Exchanges two codes, and expects their data to arrive. */
async function exchangeCodes(ada: Page, grace: Page, media: Media): Promise<[string, string]> {
  const pair = await ada.evaluate(() => window.codes.createPair(crypto.getRandomValues(new Uint8Array(8))))
  const about = { pair, createdAt: Date.now(), media }
  const offer = await encode(ada, await describe(ada, null), { ...about, from: 'ada' })
  const heard = await decode(grace, offer)
  expect(heard.about).toMatchObject({ pair, media, from: 'ada' })
  const answer = await encode(grace, await describe(grace, heard.description), { ...about, from: 'grace' })
  const answered = await decode(ada, answer)
  expect(answered.about).toMatchObject({ pair, media, from: 'grace' })
  await apply(ada, answered.description)
  return [offer, answer]
}

/** Restarts ICE with full descriptions, as over the control channel, not with those of codes. */
async function renegotiate(by: Page, other: Page): Promise<void> {
  const before = await Promise.all([by, other].map(generation))
  await by.evaluate(() => window.end.connection.restartIce())
  await apply(by, await describe(other, await describe(by, null)))
  const after = await Promise.all([by, other].map(generation))
  for (const [index, one] of after.entries()) expect(one).not.toBe(before[index])
}

/** This side's negotiated ICE generation, named by its username fragment. */
const generation = (page: Page) =>
  page.evaluate(() => /a=ice-ufrag:(\S+)/.exec(window.end.connection.currentLocalDescription?.sdp ?? '')?.[1] ?? null)

const flow = (page: Page) =>
  page.evaluate(async () => {
    const seen = { audioEnergy: 0, framesDecoded: 0, state: window.end.connection.connectionState }
    for (const report of (await window.end.connection.getStats()).values()) {
      if (report.type !== 'inbound-rtp') continue
      seen.audioEnergy += report.totalAudioEnergy ?? 0
      seen.framesDecoded += report.framesDecoded ?? 0
    }
    return { ...seen, control: window.end.control.readyState }
  })

async function flows(page: Page, media: Media): Promise<void> {
  const before = await flow(page)
  await expect
    .poll(async () => {
      const { audioEnergy, framesDecoded, ...rest } = await flow(page)
      const sees = framesDecoded > before.framesDecoded + 10
      return { ...rest, hears: audioEnergy > before.audioEnergy, sees }
    })
    .toEqual({ state: 'connected', control: 'open', hears: true, sees: media === 'video' })
}

for (const media of ['voice', 'video'] as const) {
  test(`two browsers that exchange nothing but two codes are in a ${media} call, and can negotiate anew`, async ({
    ends: [ada, grace],
  }) => {
    await Promise.all([open(ada, 'initiator', media), open(grace, 'responder', media)])
    for (const code of await exchangeCodes(ada, grace, media)) expect(code.length).toBeLessThan(250)
    await Promise.all([flows(ada, media), flows(grace, media)])
    const together = (page: Page) =>
      page.evaluate(
        () =>
          new Set([...document.querySelectorAll('audio, video')].map((one) => one.getAttribute('data-stream'))).size,
      )
    expect(await together(ada)).toBe(1)
    expect(await together(grace)).toBe(1)
    await renegotiate(grace, ada)
    await Promise.all([flows(ada, media), flows(grace, media)])
  })
}
