/**
 * Loads the page anew if the browser takes it out of its back/forward cache (HTML §7.4.6). It has told everybody that it
 * goes, its connections are closed, and another page may have taken its place since: a reload resumes all that as ever.
 *
 * @returns the teardown
 */
export function reloadWhenRestored(page: Pick<Window, 'addEventListener' | 'removeEventListener'>, reload: () => void) {
  const heed = ({ persisted }: PageTransitionEvent) => {
    if (persisted) reload()
  }
  page.addEventListener('pageshow', heed)
  return () => page.removeEventListener('pageshow', heed)
}
