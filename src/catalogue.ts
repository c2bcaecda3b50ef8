// Where the shipped scenarios lie, beside the sources and beside the built package alike.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the scenarios that come with the package. */
export const CATALOGUE: string = find()

function find(): string {
  // dist/x.js and src/x.ts both lie one level below the package; a chunk of the bundle may lie one deeper.
  for (const up of ['../scenarios/', '../../scenarios/']) {
    const folder = fileURLToPath(new URL(up, import.meta.url))
    if (existsSync(folder)) return folder
  }
  return fileURLToPath(new URL('../scenarios/', import.meta.url))
}
