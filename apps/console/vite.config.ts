import { defineConfig } from 'vite';

/** Where `npm run dev` finds the admin API. */
const server = process.env['COUNTERSIGN_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  // The server puts a fresh nonce here each time that it serves the page (token-admin, adapters/http/console).
  html: { cspNonce: '__CSP_NONCE__' },
  resolve: { conditions: ['countersign-source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need its own word in the Content-Security-Policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      onLog: (level, log, handle) => {
        // "use client" says something to servers that render; there is none.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(?:react|react-dom|react-router|scheduler)\// },
            { name: 'antd', test: /node_modules\/(?:antd|@ant-design|@rc-component|dayjs)\// },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': server } },
});
