export type {
  AddDeviceProblem,
  AddDeviceState,
  ContactItem,
  DeviceItem,
  DevicesProblem,
  JoinProblem,
  JoinState,
  RecoverProblem,
  RecoveryFileState,
  RingRule,
} from '../types/settings.ts'
export { AddDeviceDialog, type AddDeviceDialogProps } from './AddDeviceDialog.tsx'
export { JoinScreen, type JoinScreenProps } from './JoinScreen.tsx'
export { RecoverScreen, type RecoverScreenProps } from './RecoverScreen.tsx'
export { RecoveryFileDialog, type RecoveryFileDialogProps } from './RecoveryFileDialog.tsx'
export { SettingsScreen, type SettingsScreenProps } from './SettingsScreen.tsx'
