/** What the watch has to know about the page it runs in. */
export interface Connectivity {
  /** False only where the platform is sure that there is no network. */
  online(): boolean
  hidden(): boolean
  /** Tells about `online`, `offline` and a tab that came back to the front; returns how to stop. */
  subscribe(listener: (event: 'online' | 'offline' | 'visible') => void): () => void
}

/** The browser's own signals; outside a browser: always online and in front. */
export const browserConnectivity: Connectivity = {
  online: () => typeof navigator === 'undefined' || navigator.onLine !== false,
  hidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
  subscribe(listener) {
    if (typeof window === 'undefined' || typeof document === 'undefined') return () => {}
    const online = (): void => listener('online')
    const offline = (): void => listener('offline')
    const visible = (): void => {
      if (document.visibilityState === 'visible') listener('visible')
    }
    window.addEventListener('online', online)
    window.addEventListener('offline', offline)
    document.addEventListener('visibilitychange', visible)
    return () => {
      window.removeEventListener('online', online)
      window.removeEventListener('offline', offline)
      document.removeEventListener('visibilitychange', visible)
    }
  },
}
