// What the commands that serve HTTP have in common.
import { join } from 'node:path'
import { CATALOGUE } from '../catalogue.ts'
import { visible } from '../transcript/visible.ts'
import type { Terminal } from './command.ts'

/** Folder of the built page. */
export const PAGE = join(CATALOGUE, '..', 'dist', 'web')

export function tellBug(error: Error, { err }: Terminal): void {
  err(`A bug of smtp-simulator: ${visible(error.stack ?? error.message)}\n`)
}
