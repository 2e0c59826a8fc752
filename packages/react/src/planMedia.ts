import type { CallState } from '@parley/call'
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
    case 'INCOMING':
      return { kind: 'preview', callId: call.callId, local: wish(call.callId, call.media, choices) }
    case 'IN_CALL': {
      const { callId, kind, device, role, attempt, media } = call
      const local = wish(callId, media, choices)
      const plan = { kind: 'connected', callId, remote: device, role, attempt } as const
      // Strangers learn no address of each other, and see nothing before both want to.
      return kind === 'match'
        ? { ...plan, relayed: true, local: { ...local, veiled: !choicesFor(choices, callId).shown } }
        : { ...plan, local }
    }
  }
}
