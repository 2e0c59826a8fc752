/** A packet of one side for one frame; any packet replaces all lost ones before it. */
export interface Packet {
  /** The next frame the sender will show. */
  frame: number
  /** The sender has the receiver's inputs for all frames before this one. */
  ack: number
  /** The sender's lead over the receiver, in frames, to an eighth. */
  advantage: number
  /** A frame before which everything is final, and the hash of the state at its start; frame 0: none yet. */
  hashFrame: number
  hash: number
  /** The sender's inputs, from frame `from` on. */
  from: number
  inputs: readonly number[]
}

/** The game a packet belongs to, and the state it continues from. */
export interface Play {
  /** 32 bits. */
  game: number
  /** 16 bits; grows when the game continues from a sent state. */
  epoch: number
}

/** The most inputs of a packet: a side with more outstanding stands still. */
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

/** Reads a packet; undefined if it is invalid. Never throws. */
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
