import type { LocalDevice, MediaProblem, MediaSnapshot } from '@parley/client'
import type { CameraView, DeviceLists, MicView } from '@parley/ui'

/** The problem of a device that failed; otherwise null. */
export const problemOf = (device: LocalDevice): MediaProblem | null =>
  device.state === 'failed' ? device.problem : null

/** The own camera, for the screens. */
export const cameraView = ({ camera, localStream }: MediaSnapshot): CameraView => ({
  stream: camera.state === 'on' ? localStream : null,
  state: camera.state,
  problem: problemOf(camera),
})

export const microphoneView = ({ microphone }: MediaSnapshot): MicView => ({
  state: microphone.state,
  problem: problemOf(microphone),
})

/** The devices that the person can choose from. */
export function deviceLists({ devices }: MediaSnapshot): DeviceLists {
  const options = (list: typeof devices.cameras) => list.map(({ deviceId, label }) => ({ id: deviceId, label }))
  return {
    cameras: options(devices.cameras),
    microphones: options(devices.microphones),
    speakers: options(devices.speakers),
  }
}

/** The id of the device in use, which may differ from the chosen one. */
export const inUse = (device: LocalDevice): string | null => (device.state === 'on' ? device.deviceId : null)
