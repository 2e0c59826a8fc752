import { glareResolved } from '@parley/call'
import type { CallId, CallMedia } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** What the person chose in one call. They belong to that call: another one starts from its own defaults. */
interface ChoicesInCall {
  callId: CallId
  muted: boolean
  /** null: as the call itself says. */
  camera: boolean | null
  screen: boolean
  /** Send the camera however weak the connection is. */
  insistOnVideo: boolean
  /** Ready to see and be seen by somebody met by chance. */
  shown: boolean
}

/** Before there is a call: the person looks at themselves under this name, as what the call will be. */
export interface LobbyPreview {
  callId: CallId
  media: CallMedia
}

/** What is chosen in the lobby is chosen under this name. */
export const LOBBY: CallId = 'lobby'

/** What the person chose about camera, microphone and speaker. Device ids are the browser's; null is its default. */
export interface MediaChoices {
  cameraId: string | null
  microphoneId: string | null
  speakerId: string | null
  /** Send little, in this call and all others. */
  lessData: boolean
  /** Connect to people one knows while it rings. */
  preconnect: boolean
  inCall: ChoicesInCall | null
  lobby: LobbyPreview | null
}

type DeviceChoices = Pick<MediaChoices, 'cameraId' | 'microphoneId' | 'speakerId'>

const initialState: MediaChoices = {
  ...{ cameraId: null, microphoneId: null, speakerId: null },
  ...{ lessData: false, preconnect: true, inCall: null, lobby: null },
}

const inNewCall = { muted: false, camera: null, screen: false, insistOnVideo: false, shown: false }

/** The choices that hold in this call. */
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
    choicesChanged: (
      state,
      { payload: { callId, ...changed } }: PayloadAction<{ callId: CallId } & Partial<Omit<ChoicesInCall, 'callId'>>>,
    ) => ({ ...state, inCall: { ...choicesFor(state, callId), ...changed } }),
    /** The person looks at themselves before there is a call, or does so no more. */
    lobbyEntered: (state, { payload }: PayloadAction<LobbyPreview>) => ({ ...state, lobby: payload }),
    lobbyLeft: (state) => ({ ...state, lobby: null }),
  },
  extraReducers: (builder) => {
    // What was chosen while it was the one call goes on in the other.
    builder.addCase(glareResolved, (state, { payload: { callId, into } }) =>
      state.inCall?.callId === callId ? { ...state, inCall: { ...state.inCall, callId: into } } : state,
    )
  },
  selectors: { selectMediaChoices: (state) => state },
})

export const { devicesChosen, lessDataChosen, choicesChanged, lobbyEntered, lobbyLeft, preconnectChosen } =
  slice.actions
export const mediaChoicesReducer = slice.reducer
export const { selectMediaChoices } = slice.selectors
