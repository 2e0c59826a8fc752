export { CallScreen, type CallScreenProps } from './call/CallScreen.tsx'
export { LinkTools, type LinkToolsProps } from './call/LinkTools.tsx'
export { MatchTools } from './call/MatchTools.tsx'
export { Veil } from './call/Veil.tsx'
export { HomeScreen, type HomeScreenProps } from './home/HomeScreen.tsx'
export type { Me } from './home/MeCard.tsx'
export { IncomingDialog, type IncomingDialogProps } from './incoming/IncomingDialog.tsx'
export { OtherCalls, type OtherCallsProps } from './incoming/OtherCalls.tsx'
export { BrokenLink, type BrokenLinkProps } from './lobby/BrokenLink.tsx'
export { LinkActions, type LinkActionsProps } from './lobby/LinkActions.tsx'
export { type LobbyDevices, LobbyScreen, type LobbyScreenProps } from './lobby/LobbyScreen.tsx'
export { MatchActions, type MatchActionsProps } from './lobby/MatchActions.tsx'
export { OutgoingScreen, type OutgoingScreenProps } from './outgoing/OutgoingScreen.tsx'
export { PlayButton, type PlayButtonProps } from './play/PlayButton.tsx'
export { PlayNote, type PlayNoteProps } from './play/PlayNote.tsx'
export { Avatar, type AvatarProps } from './shared/Avatar.tsx'
export { Brand } from './shared/Brand.tsx'
export { Button, type ButtonProps } from './shared/Button.tsx'
export { StreamVideo, type StreamVideoProps } from './shared/StreamVideo.tsx'
export type {
  CameraView,
  DeviceLists,
  DeviceNotice,
  DeviceOption,
  DeviceState,
  Direction,
  EndedCall,
  Media,
  MediaConnection,
  MicView,
  OtherCall,
  PersonItem,
  RecentItem,
  SafetyNumber,
  ServerStatus,
  StandingView,
} from './types/call.ts'
export { OutdatedScreen } from './welcome/OutdatedScreen.tsx'
export { ReplacedScreen } from './welcome/ReplacedScreen.tsx'
export { UnsupportedScreen } from './welcome/UnsupportedScreen.tsx'
export { WelcomeScreen, type WelcomeScreenProps } from './welcome/WelcomeScreen.tsx'
export type { Availability } from './welcome/welcomeNote.ts'
export { dialWords } from './words/dialWords.ts'
export { endedWords } from './words/endedWords.ts'
export { formatTimer } from './words/formatTimer.ts'
export { type IdProblem, idWords } from './words/idWords.ts'
export { calledWords } from './words/lobbyWords.ts'
export { devicesWords, type MediaDevice, mediaWords } from './words/mediaWords.ts'
export { type PageSubject, pageTitle } from './words/pageTitle.ts'
export type { PlayNotice } from './words/playWords.ts'
export { recentWords } from './words/recentWords.ts'
