import type { Clock } from '@parley/protocol'
import { FakeMedia, FakeNetwork } from '@parley/webrtc/testing'
import { nanoid } from '@reduxjs/toolkit'
import type { HeldLock } from '../calls/wakeLock.ts'
import type { ClientPlatform, Locks } from '../platform.ts'
import type { RecordStore } from '../storage/records.ts'
import { createFakeLocks } from './fakeLocks.ts'
import { createMemoryRecords, memoryStorage } from './memoryStorage.ts'

/** A page of a fake browser: the platform of a client, and controls for the test. */
export interface FakePage extends ClientPlatform {
  readonly locks: Locks
  /** Its camera, microphone and screen. */
  readonly media: FakeMedia
  /** The tab's session storage, by key. */
  readonly kept: Map<string, string>
  /** Calls the `onHide` listeners, as a reload does. The page's client goes on running. */
  hide(): void
  /** How often the client has asked for a reload; the page's client goes on running. */
  readonly reloads: number
  /** Makes a gesture of the person on the page. */
  touch(): void
  /** The number of listeners on this page. */
  readonly listeners: number
  /** How many locks keep its screen on. */
  readonly wakeLocks: number
  /** The audio contexts that are open. */
  readonly sounds: ReadonlySet<AudioContext>
}

/** A browser without a screen. Its pages share storage, keys and locks, as tabs do. */
export interface FakeBrowser {
  /** The local storage, by key. */
  readonly kept: Map<string, string>
  readonly records: RecordStore
  /** The names of the locks that are held. */
  readonly held: ReadonlySet<string>
  /**
   * Opens a page.
   * @param before the previous page in the same tab
   */
  openPage(before?: FakePage): FakePage
}

export interface FakeBrowserOptions {
  clock: Clock
  /** The network of its connections; two browsers connect only within one network. */
  network?: FakeNetwork
  /** The origin of its pages. */
  origin?: string
}

/** Creates an audio context without sound. */
function createSilentContext(sounds: Set<AudioContext>): AudioContext {
  const source = { connect: () => undefined, start: () => undefined, stop: () => undefined }
  const context = {
    ...{ sampleRate: 8_000, state: 'running', destination: {} },
    createBuffer: () => ({ copyToChannel: () => undefined }),
    createBufferSource: () => ({ ...source }),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    close: async () => void sounds.delete(made),
  }
  // A cast: the object has only the methods that tones use.
  const made = context as unknown as AudioContext
  sounds.add(made)
  return made
}

function createFakeLock(held: Set<HeldLock>): HeldLock {
  const lock: HeldLock = {
    get released() {
      return !held.has(lock)
    },
    release: async () => void held.delete(lock),
  }
  held.add(lock)
  return lock
}

/** Creates a browser with empty storage. */
export function createFakeBrowser({
  clock,
  network = new FakeNetwork(),
  origin = 'https://parley.example',
}: FakeBrowserOptions): FakeBrowser {
  const kept = new Map<string, string>()
  const records = createMemoryRecords()
  const { locks, held } = createFakeLocks()
  const told = new Map<FakePage, (key: string) => void>()

  function openPage(before?: FakePage): FakePage {
    const media = new FakeMedia()
    const ofTab = new Map(before?.kept)
    const writes = new Set<(key: string | null) => void>()
    const hides = new Set<() => void>()
    const sounds = new Set<AudioContext>()
    const wakeLocks = new Set<HeldLock>()
    const gestures = new EventTarget()
    let reloads = 0
    const gestureListeners = new Set<unknown>()
    const listen = <T>(to: Set<T>, listener: T) => {
      to.add(listener)
      return () => void to.delete(listener)
    }
    const reload = () => {
      reloads += 1
    }
    const page: FakePage = {
      ...{ clock, locks, media, sounds, kept: ofTab },
      storage: {
        local: memoryStorage(kept, (key) => {
          for (const [other, tell] of told) if (other !== page) tell(key)
        }),
        session: memoryStorage(ofTab),
        records,
        keeper: { isKept: async () => true, keep: async () => true, prompts: false },
        onOtherPage: (listener) => listen(writes, listener),
      },
      page: { origin, label: 'Fake browser', onHide: (listener) => listen(hides, listener), reload },
      callPorts: async () => ({
        media: {
          media,
          createPeerConnection: network.createPeerConnection,
          onNetworkChange: () => () => undefined,
          onPageHide: (listener) => listen(hides, listener),
          randomId: () => nanoid(),
        },
        wake: {
          request: async () => createFakeLock(wakeLocks),
          isVisible: () => media.visible,
          onVisible: media.onVisible,
        },
        tones: {
          createAudioContext: () => createSilentContext(sounds),
          gestures: {
            addEventListener: (type, listener) => {
              gestureListeners.add(listener)
              gestures.addEventListener(type, listener)
            },
            removeEventListener: (type, listener) => {
              gestureListeners.delete(listener)
              gestures.removeEventListener(type, listener)
            },
          },
        },
      }),
      hide() {
        for (const listener of [...hides]) listener()
      },
      touch: () => void gestures.dispatchEvent(new Event('click')),
      get reloads() {
        return reloads
      },
      get wakeLocks() {
        return wakeLocks.size
      },
      get listeners() {
        return writes.size + hides.size + gestureListeners.size
      },
    }
    told.set(page, (key) => {
      for (const listener of [...writes]) listener(key)
    })
    return page
  }
  return { kept, records, held, openPage }
}
