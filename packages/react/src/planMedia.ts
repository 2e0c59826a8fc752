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
  return {
    ...{ kind: 'connected', callId, remote: device, role, attempt, local },
    ...(kind === 'code' && { byHand: true }),
  }
}

/** All that a call status means for camera, microphone and connection. */
export function planMedia(call: CallState, choices: MediaChoices): MediaPlan {
  switch (call.status) {
    case 'IDLE':
      return { kind: 'released' }
    case 'OUTGOING':
      if (call.kind === 'code') return connection(call, 0, choices)
      return { kind: 'preview', callId: call.callId, local: wish(call.callId, call.media, choices) }
    case 'INCOMING':
      return { kind: 'preview', callId: call.callId, local: wish(call.callId, call.media, choices) }
    case 'IN_CALL':
      return connection(call, call.attempt, choices)
  }
}
