import { Popover } from '@base-ui/react/popover'
import { Mic, Settings2, Video, Volume2 } from 'lucide-react'
import { useRef } from 'react'
import { DeviceSelect } from '../shared/DeviceSelect.tsx'
import type { DeviceLists } from '../types/call.ts'
import { lessDataWords } from '../words/settingsWords.ts'
import { ControlButton } from './ControlButton.tsx'
import styles from './DeviceMenu.module.css'

export type DeviceMenuProps = {
  open: boolean
  onOpen(open: boolean): void
  devices: DeviceLists
  cameraId: string | null
  microphoneId: string | null
  /** The speaker in use; null is the system's default. */
  speakerId: string | null
  onCamera(id: string): void
  onMicrophone(id: string): void
  onSpeaker(id: string): void
  /** Opens the browser's own picker of speakers, where it has one. */
  onAskSpeaker?: (() => void) | undefined
  lessData: boolean
  onLessData(lessData: boolean): void
}

/** Chooses camera, microphone and speaker of this call, and how much it may send. */
export function DeviceMenu(props: DeviceMenuProps) {
  const { open, onOpen, devices } = props
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <ControlButton icon={Settings2} label="Choose devices" render={<Popover.Trigger />} />
      <Popover.Portal>
        <Popover.Positioner side="top" sideOffset={12} collisionPadding={16} className={styles.positioner}>
          <Popover.Popup
            ref={popup}
            className={styles.menu}
            aria-label="Devices"
            data-stage=""
            initialFocus={(openType) => (openType === 'keyboard' ? true : popup.current)}
            // Focus returned after a pointer press would keep the controls from fading.
            finalFocus={(closeType) => closeType === 'keyboard'}
          >
            {devices.cameras.length === 0 && devices.microphones.length === 0 && <p>No devices found</p>}
            <DeviceSelect
              onStage
              label="Camera"
              icon={Video}
              options={devices.cameras}
              value={props.cameraId}
              onChange={props.onCamera}
            />
            <DeviceSelect
              onStage
              label="Microphone"
              icon={Mic}
              options={devices.microphones}
              value={props.microphoneId}
              onChange={props.onMicrophone}
            />
            <DeviceSelect
              onStage
              label="Speaker"
              icon={Volume2}
              options={devices.speakers}
              value={props.speakerId}
              onChange={props.onSpeaker}
              placeholder="System default"
            />
            {props.onAskSpeaker && (
              <button type="button" className={styles.ask} onClick={() => props.onAskSpeaker?.()}>
                <Volume2 />
                {devices.speakers.length === 0 ? 'Choose a speaker…' : 'Another speaker…'}
              </button>
            )}
            <label className={styles.less}>
              <input
                type="checkbox"
                role="switch"
                checked={props.lessData}
                aria-checked={props.lessData}
                onChange={() => props.onLessData(!props.lessData)}
              />
              {lessDataWords.name}
            </label>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
