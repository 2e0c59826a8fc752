import type { Page } from '@playwright/test'

/** When what happened in a page. Milliseconds since the epoch, by a clock that all pages of this machine share. */
export interface Observed {
  /** The last press of a button by its name. */
  pressed: Record<string, number>
  /** The first picture with a dialog in it. */
  dialogAt: number | null
  /** The first frame of the other side's camera that was shown. */
  frameAt: number | null
  /** What the connections did, that of media and that to the server. */
  steps: { step: string; at: number }[]
}

declare global {
  interface Window {
    observed: Observed
  }
}

/**
 * From now on the page notes what happens when, of every contender alike, and lets no connection take any other way than over a TURN
 * server if `relayed`.
 */
export async function observe(page: Page, relayed: boolean): Promise<void> {
  // The compiler gives functions their names by this, also those that then go to a page without it.
  await page.addInitScript({ content: 'globalThis.__name ??= (value) => value' })
  await page.addInitScript(install, relayed)
}

/** Runs in the page before anything else of it does. */
function install(relayed: boolean): void {
  const now = () => performance.timeOrigin + performance.now()
  const observed: Observed = { pressed: {}, dialogAt: null, frameAt: null, steps: [] }
  window.observed = observed

  document.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      const name = button?.getAttribute('aria-label') ?? button?.textContent?.trim()
      if (name) observed.pressed[name] = now()
    },
    true,
  )

  const watched = new WeakSet<Element>()
  let awaited = false
  const look = () => {
    if (!awaited && document.querySelector('[role=dialog]')) {
      awaited = true
      // Before the next picture is made, and then when it is.
      requestAnimationFrame(() => setTimeout(() => (observed.dialogAt ??= now())))
    }
    for (const video of document.querySelectorAll<HTMLVideoElement>('video[aria-label="Remote video"]')) {
      if (watched.has(video)) continue
      watched.add(video)
      video.requestVideoFrameCallback(() => {
        observed.frameAt ??= now()
      })
    }
  }
  const changes = { childList: true, subtree: true, attributes: true, attributeFilter: ['role', 'aria-label'] }
  new MutationObserver(look).observe(document, changes)

  const step = (name: string) => void observed.steps.push({ step: name, at: now() })
  /** The event in a message of Socket.IO, or of PeerJS. */
  const eventIn = (data: unknown): string | undefined =>
    typeof data === 'string' ? /^(?:42\d*\["|\{"type":")([\w-]+)/.exec(data)?.[1] : undefined
  const NativeSocket = window.WebSocket
  window.WebSocket = class extends NativeSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', ({ data }) => {
        const event = eventIn(data)
        if (event) step(`came ${event}`)
      })
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      const event = eventIn(data)
      if (event) step(`sent ${event}`)
      super.send(data)
    }
  }

  const Native = window.RTCPeerConnection
  const only = (config?: RTCConfiguration): RTCConfiguration =>
    relayed ? { ...config, iceTransportPolicy: 'relay' } : { ...config }
  window.RTCPeerConnection = class extends Native {
    constructor(config?: RTCConfiguration) {
      super(only(config))
      step('connection made')
      this.addEventListener('icecandidate', ({ candidate }) =>
        step(candidate?.candidate ? 'own candidate' : 'gathered'),
      )
      this.addEventListener('iceconnectionstatechange', () => step(`ice ${this.iceConnectionState}`))
      this.addEventListener('connectionstatechange', () => step(`connection ${this.connectionState}`))
      this.addEventListener('signalingstatechange', () => step(`signaling ${this.signalingState}`))
      this.addEventListener('track', ({ track }) => {
        step(`remote ${track.kind}`)
        track.addEventListener('unmute', () => step(`remote ${track.kind} flows`))
      })
    }
    override setConfiguration(config?: RTCConfiguration): void {
      super.setConfiguration(only(config))
    }
    override async setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      step('describes itself')
      await super.setLocalDescription(description)
    }
    override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      step('is told of the other')
      await super.setRemoteDescription(description)
    }
    override async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
      step('their candidate')
      await super.addIceCandidate(candidate)
    }
  }
}
