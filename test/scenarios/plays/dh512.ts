// dh512: AES, and a group of 512 bits under it.
import type { Play } from '../play.ts'
import { judgedByGroup } from '../weak-acts.ts'

export const play: Play = judgedByGroup(512)
