import { Component, type ReactNode } from 'react'

interface CallBoundaryProps {
  onFailed(): void
  children: ReactNode
}

/** Keeps an error in the screens of a call from unmounting the whole app. A new `key` renders them again. */
export class CallBoundary extends Component<CallBoundaryProps, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(): void {
    this.props.onFailed()
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}
