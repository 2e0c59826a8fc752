import type { CallState, Exchanging, InCall } from '@parley/call'
import type { CallId, CallMedia } from '@parley/protocol'
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
        : { kind: 'released' }
    case 'OUTGOING':
      if (call.kind === 'code') return connection(call, 0, choices)
      return { kind: 'preview', callId: call.callId, local: wish(call.callId, call.media, choices) }
    case 'INCOMING':
      return { kind: 'preview', callId: call.callId, local: wish(call.callId, call.media, choices) }
    case 'IN_CALL':
      return connection(call, call.attempt, choices)
  }
}
