// Bundles the command and the library into dist/, and links the command where npx looks for it.

import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { build } from 'esbuild'

const SHARED = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Names stay as they are, so that stack traces can be read; esbuild's keepNames would cost 30 ms at every start.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'warning',
}

rmSync('dist', { recursive: true, force: true })
await Promise.all([buildLibrary(), buildCommand(), buildPage()])

// The cache only saves time: a command without it starts as any program does.
spawnSync(process.execPath, ['--import=tsx', '.scripts/code-cache.ts'], { stdio: 'inherit' })

const types = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})
if (types.status !== 0) process.exit(types.status ?? 1)

// npm links the commands of dependencies, not those of the package itself: with this `npx simulate` works in a clone.
if (existsSync('node_modules') && process.platform !== 'win32') {
  mkdirSync('node_modules/.bin', { recursive: true })
  for (const name of ['simulate', 'smtp-simulator']) {
    rmSync(`node_modules/.bin/${name}`, { force: true })
    symlinkSync('../../dist/simulate.cjs', `node_modules/.bin/${name}`)
  }
}

/** What tests import: ES modules. */
async function buildLibrary() {
  await build({
    ...SHARED,
    entryPoints: { index: 'src/index.ts', vitest: 'src/vitest.ts', jest: 'src/jest.ts', send: 'src/send/index.ts' },
    // The runners are those of the user.
    external: ['vitest', '@jest/globals'],
    splitting: true,
    format: 'esm',
    // Packages that are CommonJS ask for Node's own modules with require, which ES modules lack.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    chunkNames: 'chunks/[name]-[hash]',
  })
}

/**
 * The command: one CommonJS file, since V8 keeps compiled code only of scripts, and a small entry that loads it so.
 * What is large and wanted late is a file of its own.
 */
async function buildCommand() {
  const late = { 'selfsigned-library': './selfsigned.cjs', 'node-forge': './node-forge.cjs' }
  const format = { ...SHARED, format: 'cjs', outExtension: { '.js': '.cjs' } }
  await build({
    ...format,
    entryPoints: { command: 'src/cli/main.ts' },
    // The HTTP server is loaded by "serve" alone, from its own package.
    external: ['fastify', '@fastify/swagger'],
    // A script has no import() of its own.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__moduleUrl' },
    banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    plugins: [
      {
        name: 'late',
        setup: ({ onResolve }) =>
          onResolve({ filter: /(^|\/)(selfsigned-library|node-forge)(\.ts)?$/ }, ({ path }) => {
            const name = Object.keys(late).find((each) => path.includes(each))
            return { path: late[name], external: true }
          }),
      },
    ],
  })
  await build({ ...format, entryPoints: { selfsigned: 'src/ca/selfsigned-library.ts', 'node-forge': 'node-forge' } })
  await build({ ...format, entryPoints: { simulate: 'src/cli/entry.ts' }, external: ['./command.cjs'] })
  chmodSync('dist/simulate.cjs', 0o755)
}

/** The page of "simulate serve": nothing of it is loaded from anywhere else. */
async function buildPage() {
  await build({
    ...SHARED,
    outdir: 'dist/web',
    platform: 'browser',
    target: ['es2022'],
    format: 'esm',
    entryPoints: [
      { in: 'src/web/main.tsx', out: 'main' },
      { in: 'src/web/main.css', out: 'main' },
      { in: 'src/web/labs/labs.css', out: 'labs' },
    ],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minifyIdentifiers: true,
  })
  for (const name of ['index.html', 'icon.svg']) copyFileSync(`src/web/${name}`, `dist/web/${name}`)
}
