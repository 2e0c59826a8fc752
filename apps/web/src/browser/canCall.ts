/** True if this browser can connect two devices. A policy, an add-on or the browser's build may have taken that away. */
export const canCall = (): boolean => typeof globalThis.RTCPeerConnection === 'function'
