import type { DeviceRef } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import type { SimConnection } from '../browser/connection.ts'
import { createSimClock } from '../simClock.ts'
import { createPaths } from './paths.ts'

const flushed = () => new Promise<void>((resolve) => setImmediate(resolve))

const refOf = (userId: string): DeviceRef => ({ userId, deviceId: `${userId}-device-0123456789` })

/** Two browsers, each with a connection, and the candidates it has found. */
function twoBrowsers() {
  const clock = createSimClock()
  const misfits: string[] = []
  const paths = createPaths({ clock, seed: 1, mayFail: () => false, met: () => {} })
  const open = (userId: string) => {
    const holder = {
      device: refOf(userId),
      sends: () => {},
      says: () => {},
      misfits: (_: SimConnection, { candidate = '' }: RTCIceCandidateInit) => void misfits.push(candidate),
    }
    const connection = paths.open(holder)
    const channel = connection.createDataChannel('control', { negotiated: true, id: 0 })
    const candidates: RTCIceCandidateInit[] = []
    const heard: unknown[] = []
    connection.addEventListener('icecandidate', ({ candidate }: { candidate: RTCIceCandidateInit }) => {
      candidates.push(candidate)
    })
    channel.addEventListener('message', ({ data }: { data: unknown }) => void heard.push(data))
    return { holder, connection, channel, candidates, heard }
  }
  const [ada, bob] = [open('ada'), open('bob')]

  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms
    await flushed()
    while (clock.step(end)) await flushed()
  }

  async function negotiate(): Promise<void> {
    await ada.connection.setLocalDescription()
    await bob.connection.setRemoteDescription(described(ada.connection))
    await bob.connection.setLocalDescription()
    await ada.connection.setRemoteDescription(described(bob.connection))
    await flushed()
  }

  async function exchange(): Promise<void> {
    for (const candidate of ada.candidates.splice(0)) await bob.connection.addIceCandidate(candidate)
    for (const candidate of bob.candidates.splice(0)) await ada.connection.addIceCandidate(candidate)
  }

  return { clock, paths, misfits, ada, bob, pass, negotiate, exchange }
}

function described({ localDescription }: SimConnection) {
  if (!localDescription) throw new Error('nothing is described')
  return { ...localDescription, sdp: localDescription.sdp.replace(/a=candidate.*\r\n/, '') }
}

describe('simulated connections', () => {
  it('connect once each has the description and a candidate of the other', async () => {
    const { ada, bob, pass, negotiate, exchange } = twoBrowsers()
    await negotiate()
    await pass(10_000)
    expect([ada.connection.connectionState, ada.channel.readyState]).toEqual(['connecting', 'connecting'])
    await exchange()
    await pass(1_000)
    expect([ada.connection.connectionState, bob.connection.connectionState]).toEqual(['connected', 'connected'])
    expect([ada.channel.readyState, bob.channel.readyState]).toEqual(['open', 'open'])
  })

  it('refuse descriptions and candidates that do not fit their state', async () => {
    const { ada, bob, misfits, negotiate } = twoBrowsers()
    await negotiate()
    const [candidate = {}] = ada.candidates
    await expect(ada.connection.addIceCandidate(candidate)).rejects.toThrow('no description for this candidate')
    await expect(ada.connection.setRemoteDescription(described(bob.connection))).rejects.toThrow('an answer in stable')
    expect(misfits).toEqual([candidate.candidate])
  })

  it('say that nothing comes any more, give up, and find back by another ICE generation', async () => {
    const { ada, bob, paths, pass, negotiate, exchange } = twoBrowsers()
    const states: string[] = []
    await negotiate()
    await exchange()
    await pass(1_000)
    bob.connection.addEventListener('connectionstatechange', () => void states.push(bob.connection.connectionState))
    paths.lose(ada.holder, 'untilRestart')
    await pass(3_900)
    expect(states).toEqual([])
    await pass(16_000)
    expect(states).toEqual(['disconnected', 'failed'])
    ada.connection.restartIce()
    await negotiate()
    await exchange()
    await pass(1_000)
    expect(states).toEqual(['disconnected', 'failed', 'connecting', 'connected'])
  })

  it('deliver in order the messages sent before one of them closed, and then end its channels', async () => {
    const { ada, bob, pass, negotiate, exchange } = twoBrowsers()
    await negotiate()
    await exchange()
    await pass(1_000)
    const words = Array.from({ length: 30 }, (_, index) => `word ${index}`)
    for (const word of words) ada.channel.send(word)
    ada.connection.close()
    await pass(100_000)
    expect(bob.heard).toEqual(words)
    expect(bob.channel.readyState).toBe('closed')
    expect(bob.connection.connectionState).toBe('failed')
  })

  it('keep messages sent while nothing passes until it does', async () => {
    const { ada, bob, paths, pass, negotiate, exchange } = twoBrowsers()
    await negotiate()
    await exchange()
    await pass(1_000)
    paths.lose(ada.holder, 'forSeconds')
    ada.channel.send('late')
    expect(ada.channel.bufferedAmount).toBe(1)
    await pass(20_000)
    expect([ada.channel.bufferedAmount, bob.heard]).toEqual([0, ['late']])
  })
})
