// The cases of every diagnosis in one process: a process for each would take longer than all of them together.
import { readdirSync } from 'node:fs'

for (const file of readdirSync(new URL('.', import.meta.url)).sort()) {
  if (file.endsWith('.cases.ts')) await import(new URL(file, import.meta.url).href)
}
