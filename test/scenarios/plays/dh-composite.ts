// dh-composite: a client sees how long the modulus is, and not that it is no prime.
import type { Play } from '../play.ts'
import { judgedByGroup } from '../weak-acts.ts'

export const play: Play = judgedByGroup(1024)
