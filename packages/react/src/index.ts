export { CallProvider, useCallMedia, useCalls } from './CallProvider.tsx'
export { ClientProvider, useClient } from './ClientProvider.tsx'
export { useWebRTC } from './useWebRTC.ts'
