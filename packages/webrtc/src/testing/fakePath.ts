import type { FakePeerConnection } from './fakePeerConnection.ts'

/** Two connections have found a way to each other: their channels open and what they send arrives. */
export function connect(one: FakePeerConnection, other: FakePeerConnection): void {
  if (one.closed || other.closed) return
  open(one)
  open(other)
  if (one.network.channels) {
    openChannels(one, other)
    openChannels(other, one)
  }
  exchange(one, other)
}

/** Shows each side what the other has on its senders; like in browsers, a sender left empty mutes nothing. */
export function exchange(one: FakePeerConnection, other: FakePeerConnection): void {
  show(one, other)
  show(other, one)
}

function open(end: FakePeerConnection): void {
  end.setIceState('connected')
  end.setState('connected')
}

function openChannels(end: FakePeerConnection, other: FakePeerConnection): void {
  for (const channel of end.channels) {
    const paired = other.channels.find(({ id }) => id === channel.id)
    if (paired) channel.open(paired)
  }
}

function show(from: FakePeerConnection, to: FakePeerConnection): void {
  for (const { mid, sender, sends } of from.transceivers) {
    const receiver = to.transceivers.find((transceiver) => transceiver.mid === mid)?.receiver
    if (!receiver || !sends || to.closed) continue
    receiver.track.source = sender.track
    if (sender.track) receiver.track.setMuted(false)
  }
}
