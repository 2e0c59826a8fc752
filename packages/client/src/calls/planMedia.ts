import type { CallState, Dialling, Exchanging, Idle, InCall, Incoming } from '@parley/call'
import type { CallId, CallMedia, DeviceRef, RingingDevice } from '@parley/protocol'
import type { LocalWish, MediaPlan } from '@parley/webrtc'
import { choicesFor, type MediaChoices } from '../state/mediaChoices.ts'

function wish(callId: CallId, media: CallMedia, choices: MediaChoices): LocalWish {
  const { muted, camera, screen, insistOnVideo } = choicesFor(choices, callId)
  const { cameraId, microphoneId, lessData, cameraLent } = choices
  return {
    ...{ microphone: true, camera: !cameraLent && (camera ?? media === 'video'), muted, screen },
    ...{ microphoneId, cameraId, lessData, insistOnVideo },
  }
}

function connection(call: Exchanging | InCall, attempt: number, choices: MediaChoices): MediaPlan {
  const { callId, kind, device, role, media } = call
  const local = wish(callId, media, choices)
  const plan = { kind: 'connected', callId, remote: device, role, attempt, local } as const
  if (kind === 'code') return { ...plan, byHand: true }
  if (kind !== 'match') return plan
  // A match goes through a TURN server, if there is one, so that strangers do not learn each other's addresses. It is
  // veiled until both have pressed "Show".
  return { ...plan, relayed: true, local: { ...local, veiled: !choicesFor(choices, callId).shown } }
}

const refOf = ({ userId, deviceId }: DeviceRef): DeviceRef => ({ userId, deviceId })

/** Plans a link to each device that rings: on standby if both sides allow it, otherwise withheld. */
function dialling(call: Dialling, choices: MediaChoices): MediaPlan {
  const { callId, media } = call
  // Somebody in another call connects to nobody else.
  const ringing = call.ringing.filter(({ engaged }) => engaged !== true)
  const isOpen = (device: RingingDevice) => call.preconnect === true && device.warm === true
  const standby = ringing.filter(isOpen).map(refOf)
  const withheld = ringing.filter((device) => !isOpen(device)).map(refOf)
  return { kind: 'preconnect', callId, role: 'initiator', standby, withheld, local: wish(callId, media, choices) }
}

/** Plans a link to the caller's device: on standby for a known caller, otherwise withheld; none if switched off. */
function ringing(call: Incoming, choices: MediaChoices): MediaPlan {
  const { callId, media, device } = call
  if (!call.preconnect && !choices.preconnect) return preview(call, choices)
  const [standby, withheld] = call.preconnect ? [[refOf(device)], []] : [[], [refOf(device)]]
  return { kind: 'preconnect', callId, role: 'responder', standby, withheld, local: wish(callId, media, choices) }
}

const preview = ({ callId, media }: { callId: CallId; media: CallMedia }, choices: MediaChoices): MediaPlan => ({
  kind: 'preview',
  callId,
  local: wish(callId, media, choices),
})

/** Another device of this user has answered and the call goes on there: this one closes its link without a goodbye. */
const parting = ({ lastEnd }: Idle): { silent?: true } =>
  lastEnd?.reason === 'answeredElsewhere' ? { silent: true } : {}

/** Derives the media plan (camera, microphone, connection) from the call and the person's choices. */
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
