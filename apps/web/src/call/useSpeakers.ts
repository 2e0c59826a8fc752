import { devicesChosen, type MediaSnapshot } from '@parley/client'
import type { DeviceLists } from '@parley/ui'
import { useState } from 'react'
import { useDispatch } from 'react-redux'
import { canChooseSpeaker, hasSpeakerPicker, type PickedSpeaker, pickSpeaker } from '../browser/speakers.ts'
import { deviceLists } from '../views/deviceViews.ts'

/** The devices of a call with the speakers that this browser can play on, and its own picker of speakers. */
export interface Speakers {
  devices: DeviceLists
  defaultSpeakerId: string | null
  onAskSpeaker: (() => void) | undefined
}

/** Returns no speakers where the browser cannot choose one, and the picked one also while the browser does not list it. */
export function useSpeakers(media: MediaSnapshot): Speakers {
  const [picked, setPicked] = useState<PickedSpeaker | null>(null)
  const dispatch = useDispatch()
  const devices = deviceLists(media)
  const isListed = devices.speakers.some(({ id }) => id === picked?.deviceId)
  const added = picked && !isListed ? [{ id: picked.deviceId, label: picked.label }] : []

  async function ask(): Promise<void> {
    const speaker = await pickSpeaker()
    if (!speaker) return
    setPicked(speaker)
    dispatch(devicesChosen({ speakerId: speaker.deviceId }))
  }
  return {
    devices: { ...devices, speakers: canChooseSpeaker() ? [...devices.speakers, ...added] : [] },
    defaultSpeakerId: media.devices.defaultSpeaker,
    // Never rejects.
    onAskSpeaker: hasSpeakerPicker() ? () => void ask() : undefined,
  }
}
