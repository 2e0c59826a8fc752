import type { CallState, Dialling, Exchanging, Idle, InCall, Incoming } from '@parley/call'
import type { CallId, CallMedia, DeviceRef, RingingDevice } from '@parley/protocol'
import type { LocalWish, MediaPlan } from '@parley/webrtc'
import { choicesFor, type MediaChoices } from './mediaChoices.ts'

function wish(callId: CallId, media: CallMedia, choices: MediaChoices): LocalWish {
  const { muted, camera, screen, insistOnVideo } = choicesFor(choices, callId)
  const { cameraId, microphoneId, lessData } = choices
  return {
    ...{ microphone: true, camera: camera ?? media === 'video', muted, screen },
    ...{ microphoneId, cameraId, lessData, insistOnVideo },
  }
}

function connection(call: Exchanging | InCall, attempt: number, choices: MediaChoices): MediaPlan {
  const { callId, kind, device, role, media } = call
  const local = wish(callId, media, choices)
  const plan = { kind: 'connected', callId, remote: device, role, attempt, local } as const
  if (kind === 'code') return { ...plan, byHand: true }
  if (kind !== 'match') return plan
  // Strangers learn no address of each other, and see nothing before both want to.
  return { ...plan, relayed: true, local: { ...local, veiled: !choicesFor(choices, callId).shown } }
}

const refOf = ({ userId, deviceId }: DeviceRef): DeviceRef => ({ userId, deviceId })

/** Connects to devices while it rings, and shows them nothing; those that are to learn no address yet are prepared for. */
function dialling(call: Dialling, choices: MediaChoices): MediaPlan {
  const { callId, media, ringing } = call
  const isOpen = (device: RingingDevice) => call.warm === true && device.warm === true
  const remotes = ringing.filter(isOpen).map(refOf)
  const prepared = ringing.filter((device) => !isOpen(device)).map(refOf)
  return { kind: 'warm', callId, role: 'initiator', remotes, prepared, local: wish(callId, media, choices) }
}

/** Who is not known yet is prepared for, unless the person wants nothing to happen before the answer. */
function ringing(call: Incoming, choices: MediaChoices): MediaPlan {
  const { callId, media, device } = call
  if (!call.warm && !choices.warm) return preview(call, choices)
  const [remotes, prepared] = call.warm ? [[refOf(device)], []] : [[], [refOf(device)]]
  return { kind: 'warm', callId, role: 'responder', remotes, prepared, local: wish(callId, media, choices) }
}

const preview = ({ callId, media }: { callId: CallId; media: CallMedia }, choices: MediaChoices): MediaPlan => ({
  kind: 'preview',
  callId,
  local: wish(callId, media, choices),
})

/** A device that came too late has nothing to say to somebody who talks to another. */
const parting = ({ lastEnd }: Idle): { silent?: true } =>
  lastEnd?.reason === 'answeredElsewhere' ? { silent: true } : {}

/** All that a call status means for camera, microphone and connection. */
export function planMedia(call: CallState, choices: MediaChoices): MediaPlan {
  switch (call.status) {
    case 'IDLE':
      return { ...(choices.lobby ? preview(choices.lobby, choices) : { kind: 'released' }), ...parting(call) }
    case 'OUTGOING':
      if (call.kind === 'code') return connection(call, 0, choices)
      return call.kind === 'direct' ? dialling(call, choices) : preview(call, choices)
    case 'INCOMING':
      return ringing(call, choices)
    case 'IN_CALL':
      return connection(call, call.attempt, choices)
  }
}
