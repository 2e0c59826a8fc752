export { ChatButton, type ChatButtonProps } from './ChatButton.tsx'
export { ChatPanel, type ChatPanelProps } from './ChatPanel.tsx'
export { NewsLine, type NewsLineProps } from './NewsLine.tsx'
export type { FileItem, FileState, MessageItem } from './types.ts'
