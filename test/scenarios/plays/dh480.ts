// dh480: AES, and a group of 480 bits under it, shorter than OpenSSL can be told to take.
import type { Play } from '../play.ts'
import { judgedByGroup } from '../weak-acts.ts'

export const play: Play = judgedByGroup(480)
