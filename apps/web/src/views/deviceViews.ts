import type { LocalDevice, MediaProblem, MediaSnapshot } from '@parley/client'
import type { CameraView, DeviceLists, MicView } from '@parley/ui'

/** Why a device is not there, if it is not. */
export const problemOf = (device: LocalDevice): MediaProblem | null =>
  device.state === 'failed' ? device.problem : null

/** The own camera as the screens show it. */
export const cameraView = ({ camera, localStream }: MediaSnapshot): CameraView => ({
  stream: camera.state === 'on' ? localStream : null,
  state: camera.state,
  problem: problemOf(camera),
})

export const microphoneView = ({ microphone }: MediaSnapshot): MicView => ({
  state: microphone.state,
  problem: problemOf(microphone),
})

/** The pickers' choices. */
export function deviceLists({ devices }: MediaSnapshot): DeviceLists {
  const options = (list: typeof devices.cameras) => list.map(({ deviceId, label }) => ({ id: deviceId, label }))
  return {
    cameras: options(devices.cameras),
    microphones: options(devices.microphones),
    speakers: options(devices.speakers),
  }
}

/** The device in use, which may be another than the one that was chosen. */
export const inUse = (device: LocalDevice): string | null => (device.state === 'on' ? device.deviceId : null)
