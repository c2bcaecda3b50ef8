/** What the parts of a lab do with it. */
export interface LabActions {
  /** Something is on its way: one thing at a time. */
  isBusy: boolean
  /** Asks for a change, which gives the lab as it stands then. */
  change: (path: string, body?: object) => Promise<void>
  /** Sends the mail, after a change if one is named. */
  send: (changeFirst?: string) => Promise<void>
  /** Judges the trainee's own client; gives the number of the run. */
  judge: (says: object) => Promise<number | null>
}
