export { MAX_TEXT } from './chat/chatMessages.ts'
export { type Chat, type ChatMessage, createChat } from './chat/createChat.ts'
export type { Live } from './value.ts'
