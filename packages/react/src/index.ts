export { CallProvider, useCallMedia } from './CallProvider.tsx'
export { useWebRTC } from './useWebRTC.ts'
