import { glareResolved } from '@parley/call'
import type { CallId, CallMedia } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** The person's choices in one call. Another call starts with the defaults. */
interface ChoicesInCall {
  callId: CallId
  muted: boolean
  /** Null: on in a video call, off in a voice call. */
  camera: boolean | null
  screen: boolean
  /** Send the camera however weak the connection is. */
  insistOnVideo: boolean
  /** In a match: the person has pressed "Show". */
  shown: boolean
}

/** The preview in the lobby: the call id for its choices, and the media of the call to come. */
export interface LobbyPreview {
  callId: CallId
  media: CallMedia
}

/** The call id under which choices in the lobby are stored. */
export const LOBBY: CallId = 'lobby'

/** The person's choices of devices and media. Device ids are the browser's; null is its default. */
export interface MediaChoices {
  cameraId: string | null
  microphoneId: string | null
  speakerId: string | null
  /** Send less data, in every call. */
  lessData: boolean
  /** The setting "Connect while it rings". */
  preconnect: boolean
  /** Something else on this page has the camera for a moment, such as the scanner: no call holds it meanwhile. */
  cameraLent: boolean
  inCall: ChoicesInCall | null
  lobby: LobbyPreview | null
}

type DeviceChoices = Pick<MediaChoices, 'cameraId' | 'microphoneId' | 'speakerId'>

const initialState: MediaChoices = {
  ...{ cameraId: null, microphoneId: null, speakerId: null },
  ...{ lessData: false, preconnect: true, cameraLent: false, inCall: null, lobby: null },
}

const inNewCall = { muted: false, camera: null, screen: false, insistOnVideo: false, shown: false }

/** The choices in this call; the defaults if there are none. */
export function choicesFor(choices: MediaChoices, callId: CallId): ChoicesInCall {
  return choices.inCall?.callId === callId ? choices.inCall : { callId, ...inNewCall }
}

const slice = createSlice({
  name: 'mediaChoices',
  initialState,
  reducers: {
    devicesChosen: (state, { payload }: PayloadAction<Partial<DeviceChoices>>) => ({ ...state, ...payload }),
    lessDataChosen: (state, { payload }: PayloadAction<boolean>) => ({ ...state, lessData: payload }),
    preconnectChosen: (state, { payload }: PayloadAction<boolean>) => ({ ...state, preconnect: payload }),
    /** The camera is lent to something else on this page, or given back. */
    cameraLent: (state, { payload }: PayloadAction<boolean>) => ({ ...state, cameraLent: payload }),
    choicesChanged: (
      state,
      { payload: { callId, ...changed } }: PayloadAction<{ callId: CallId } & Partial<Omit<ChoicesInCall, 'callId'>>>,
    ) => ({ ...state, inCall: { ...choicesFor(state, callId), ...changed } }),
    /** The person enters the lobby and sees the preview. */
    lobbyEntered: (state, { payload }: PayloadAction<LobbyPreview>) => ({ ...state, lobby: payload }),
    lobbyLeft: (state) => ({ ...state, lobby: null }),
  },
  extraReducers: (builder) => {
    // Glare: this side's call became the other side's, and keeps its choices.
    builder.addCase(glareResolved, (state, { payload: { callId, into } }) =>
      state.inCall?.callId === callId ? { ...state, inCall: { ...state.inCall, callId: into } } : state,
    )
  },
  selectors: { selectMediaChoices: (state) => state },
})

export const { cameraLent, devicesChosen, lessDataChosen, choicesChanged, lobbyEntered, lobbyLeft, preconnectChosen } =
  slice.actions
export const mediaChoicesReducer = slice.reducer
export const { selectMediaChoices } = slice.selectors
