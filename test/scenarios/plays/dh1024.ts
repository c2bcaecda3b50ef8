// dh1024: AES, and a group of 1024 bits under it.
import type { Play } from '../play.ts'
import { judgedByGroup } from '../weak-acts.ts'

export const play: Play = judgedByGroup(1024)
