// dh-small-subgroup: a client sees how long the modulus is, and not how few elements there are.
import type { Play } from '../play.ts'
import { judgedByGroup } from '../weak-acts.ts'

export const play: Play = judgedByGroup(1024)
