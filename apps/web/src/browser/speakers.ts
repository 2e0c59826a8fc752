/** A speaker that the person has picked. */
export interface PickedSpeaker {
  deviceId: string
  label: string
}

/** The part of `MediaDevices` that TypeScript's DOM library lacks (Audio Output Devices API §4.1). */
interface SpeakerPicker {
  selectAudioOutput(): Promise<PickedSpeaker>
}

const hasPicker = (devices: unknown): devices is SpeakerPicker =>
  typeof devices === 'object' &&
  devices !== null &&
  'selectAudioOutput' in devices &&
  typeof devices.selectAudioOutput === 'function'

/** True if this browser can play a call's sound on a speaker of the person's choice. */
export const canChooseSpeaker = (): boolean => typeof HTMLMediaElement.prototype.setSinkId === 'function'

/** True if the browser has a picker of its own. Where it has one, it lists only speakers that were picked there. */
export const hasSpeakerPicker = (): boolean => canChooseSpeaker() && hasPicker(navigator.mediaDevices)

/** Opens the browser's own picker. Call it during a press. Resolves to null if the person picks none. */
export async function pickSpeaker(): Promise<PickedSpeaker | null> {
  const devices: unknown = navigator.mediaDevices
  if (!hasPicker(devices)) return null
  try {
    const { deviceId, label } = await devices.selectAudioOutput()
    return { deviceId, label }
  } catch {
    // The person has closed it, or there is nothing to pick.
    return null
  }
}
