export type ConnectivityEvent = 'online' | 'offline' | 'visible'

/** What the watch has to know about the page it runs in. */
export interface Connectivity {
  /** False only where the platform is sure that there is no network. */
  online(): boolean
  /** Tells about `online`, `offline` and a tab that came back to the front, until the signal is aborted. */
  listen(listener: (event: ConnectivityEvent) => void, signal: AbortSignal): void
}

/** The browser's own signals; outside a browser: always online, and no news. */
export const browserConnectivity: Connectivity = {
  online: () => globalThis.navigator?.onLine !== false,
  listen(listener, signal) {
    const hear = ({ type }: Event): void => {
      if (type !== 'visibilitychange') listener(type as ConnectivityEvent)
      else if (document.visibilityState === 'visible') listener('visible')
    }
    for (const type of ['online', 'offline', 'visibilitychange']) {
      globalThis.window?.addEventListener(type, hear, { signal })
    }
  },
}
