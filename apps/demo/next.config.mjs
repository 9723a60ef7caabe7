/** @type {import('next').NextConfig} */
export default {
  // The demo is served by its own Express server, which also mounts the middleware.
  poweredByHeader: false,
}
