import type { CallState, Dialling, Exchanging, Idle, InCall, Incoming } from '@parley/call'
import type { CallId, CallMedia, DeviceRef, RingingDevice } from '@parley/protocol'
import type { LocalWish, MediaPlan, Role } from '@parley/webrtc'
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

const isWarm = (device: RingingDevice): boolean => device.warm === true

/** Connects to devices while it rings, and shows them nothing. */
function warm(call: Dialling | Incoming, role: Role, devices: readonly DeviceRef[], choices: MediaChoices): MediaPlan {
  const { callId, media } = call
  const remotes = devices.map(({ userId, deviceId }) => ({ userId, deviceId }))
  return { kind: 'warm', callId, role, remotes, local: wish(callId, media, choices) }
}

/** A device that came too late has nothing to say to somebody who talks to another. */
const released = ({ lastEnd }: Idle): MediaPlan =>
  lastEnd?.reason === 'answeredElsewhere' ? { kind: 'released', silent: true } : { kind: 'released' }

/** All that a call status means for camera, microphone and connection. */
export function planMedia(call: CallState, choices: MediaChoices): MediaPlan {
  switch (call.status) {
    case 'IDLE':
      return choices.lobby
        ? {
            kind: 'preview',
            callId: choices.lobby.callId,
            local: wish(choices.lobby.callId, choices.lobby.media, choices),
          }
        : released(call)
    case 'OUTGOING':
      if (call.kind === 'code') return connection(call, 0, choices)
      if (call.kind === 'direct' && call.warm) return warm(call, 'initiator', call.ringing.filter(isWarm), choices)
      return { kind: 'preview', callId: call.callId, local: wish(call.callId, call.media, choices) }
    case 'INCOMING':
      if (call.warm) return warm(call, 'responder', [call.device], choices)
      return { kind: 'preview', callId: call.callId, local: wish(call.callId, call.media, choices) }
    case 'IN_CALL':
      return connection(call, call.attempt, choices)
  }
}
