// `npm run generate`: writes every file that is made from the vocabulary; test/contract/generated.test.ts compares them.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { generatedFiles } from './reference/index.ts'

for (const [file, content] of await generatedFiles()) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
  process.stdout.write(`${file}\n`)
}
