/** What one side tells the other in each frame; any single one that arrives makes up for all before it that did not. */
export interface Packet {
  /** The next frame that the sender is to show. */
  frame: number
  /** The sender has every input of the receiver's for frames before this one. */
  ack: number
  /** By how many frames the sender sees itself ahead of what it has heard of the receiver. To an eighth. */
  advantage: number
  /** A frame before which nothing changes any more, and the hash of the state at its beginning; frame 0: none yet. */
  hashFrame: number
  hash: number
  /** The sender's inputs: that of frame `from`, and of each frame after it. */
  from: number
  inputs: readonly number[]
}

/** To which game a packet belongs, and to which of the states it was begun from. */
export interface Play {
  /** 32 bits. */
  game: number
  /** 16 bits; grows when the game goes on from a state that was sent. */
  epoch: number
}

/** More are never waiting: a side that far ahead stands still. */
export const MAX_INPUTS = 64
const HEAD_BYTES = 29
const INPUT_BYTES = 4
const EIGHTHS = 8
const INT16 = 0x7f_ff

/** Writes a packet: at most 285 bytes, big-endian. Further inputs than {@link MAX_INPUTS} are left out. */
export function encodePacket({ game, epoch }: Play, packet: Packet): ArrayBuffer {
  const inputs = packet.inputs.slice(0, MAX_INPUTS)
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + inputs.length * INPUT_BYTES))
  view.setUint32(0, game)
  view.setUint16(4, epoch)
  view.setInt16(6, Math.max(-INT16, Math.min(INT16, Math.round(packet.advantage * EIGHTHS))))
  view.setUint32(8, packet.frame)
  view.setUint32(12, packet.ack)
  view.setUint32(16, packet.hashFrame)
  view.setUint32(20, packet.hash)
  view.setUint32(24, packet.from)
  view.setUint8(28, inputs.length)
  inputs.forEach((input, index) => {
    view.setUint32(HEAD_BYTES + index * INPUT_BYTES, input)
  })
  return view.buffer
}

/** Reads a packet; undefined if it is none. Never throws. */
export function decodePacket(data: unknown): (Play & Packet) | undefined {
  if (!(data instanceof ArrayBuffer) || data.byteLength < HEAD_BYTES) return undefined
  const view = new DataView(data)
  const count = view.getUint8(28)
  if (count > MAX_INPUTS || data.byteLength !== HEAD_BYTES + count * INPUT_BYTES) return undefined
  return {
    game: view.getUint32(0),
    epoch: view.getUint16(4),
    advantage: view.getInt16(6) / EIGHTHS,
    frame: view.getUint32(8),
    ack: view.getUint32(12),
    hashFrame: view.getUint32(16),
    hash: view.getUint32(20),
    from: view.getUint32(24),
    inputs: Array.from({ length: count }, (_, index) => view.getUint32(HEAD_BYTES + index * INPUT_BYTES)),
  }
}
