// Delivers nothing: adds a line to FILE with what it was given. teller.mjs FILE ARGUMENT...
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const [file, ...args] = process.argv.slice(2)
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('SMTP_SIMULATOR_') ? [[name.replace('SMTP_SIMULATOR_', ''), value]] : [],
  ),
)
const folder = dirname(env.CA)
const mode = (path) => (statSync(path).mode & 0o777).toString(8)
const files = Object.fromEntries(readdirSync(folder).map((name) => [name, mode(`${folder}/${name}`)]))
const contents = Object.fromEntries(
  Object.entries(env).flatMap(([name, value]) => (existsSync(value) ? [[name, readFileSync(value, 'latin1')]] : [])),
)
appendFileSync(file, `${JSON.stringify({ args, env, folder, folderMode: mode(folder), files, contents })}\n`)
