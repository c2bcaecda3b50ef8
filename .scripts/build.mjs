// Bundles the command and the library into dist/, and links the command where npx looks for it.

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { build } from 'esbuild'

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: { simulate: 'src/cli/main.ts', index: 'src/index.ts', vitest: 'src/vitest.ts', jest: 'src/jest.ts' },
  // The runners are those of the user.
  external: ['vitest', '@jest/globals'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Packages that are CommonJS ask for Node's own modules with require, which ES modules lack.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  chunkNames: 'chunks/[name]-[hash]',
  // Names stay as they are, so that stack traces can be read; esbuild's keepNames would cost 30 ms at every start.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'warning',
})
chmodSync('dist/simulate.js', 0o755)

const types = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})
if (types.status !== 0) process.exit(types.status ?? 1)

// npm links the commands of dependencies, not those of the package itself: with this `npx simulate` works in a clone.
if (existsSync('node_modules') && process.platform !== 'win32') {
  mkdirSync('node_modules/.bin', { recursive: true })
  for (const name of ['simulate', 'smtp-simulator']) {
    rmSync(`node_modules/.bin/${name}`, { force: true })
    symlinkSync('../../dist/simulate.js', `node_modules/.bin/${name}`)
  }
}
