import { Component, type ReactNode } from 'react'

interface CallBoundaryProps {
  onFailed(): void
  children: ReactNode
}

/** Keeps a failure in the screens of a call from taking the whole app with it; a new `key` tries anew. */
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
