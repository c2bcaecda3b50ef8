#!/usr/bin/env node
// Entry of the command `simulate`.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cacheOf, compiled, exportsOf } from './compiled.ts'
import type * as Command from './main.ts'

const file = join(__dirname, 'command.cjs')
const cache = cacheOf(file)

function load(): typeof Command {
  const whole = existsSync(cache) ? exportsOf(compiled(file, readFileSync(cache)), file) : createRequire(file)(file)
  return whole as typeof Command
}

void load().main()
