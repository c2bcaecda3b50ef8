// What the server says: the normal reply of the moment, or that of the rule that has the word, on its way to the client.
import type { PlannedReply, PlannedRule, Point, Then } from '../scenario/server-plan.ts'
import type { SecuredStream } from '../transcript/contracts.ts'
import type { ConversationContext } from './conversation.ts'
import { Outbox, type OutboxTarget } from './outbox.ts'
import type { ReplyName } from './replies.ts'
import type { Facts } from './rules.ts'

/** What the templates in replies are filled from. */
export interface SpeakerView {
  readonly secured: SecuredStream | null
  /** The name given at EHLO or HELO; empty before it. */
  readonly client: string
}

/** Speaks for one session. A rule found at a command is kept until the reply to that command, then forgotten. */
export class Speaker {
  readonly #context: ConversationContext
  readonly #view: SpeakerView
  readonly #outbox: Outbox
  #ruling: PlannedRule | null = null
  /** Queue id of the message at hand, for `{id}`. */
  messageId = ''

  constructor(context: ConversationContext, view: SpeakerView, target: Omit<OutboxTarget, 'after'>) {
    this.#context = context
    this.#view = view
    this.#outbox = new Outbox({ ...target, after: (ms, run) => context.clock.after(ms, run) })
  }

  /** The client waits for us: a reply has its delay. */
  get busy(): boolean {
    return this.#outbox.busy
  }

  /** Runs `run` once all replies are out; never when the session ends first. */
  whenIdle(run: () => void): void {
    this.#outbox.whenIdle(run)
  }

  /** Delays are over: nobody is left to wait for them. */
  hurry(): void {
    this.#outbox.hurry()
  }

  close(): void {
    this.#outbox.close()
  }

  /** True when a rule refuses at this point, and then it has spoken; else the rule found speaks at the next reply. */
  refuses(point: Point, facts: Facts): boolean {
    const rule = this.#context.rules.decide(this.#context.plan.rules, point, facts)
    if (rule?.reply && !rule.reply.performs) {
      this.#speak(rule.reply, rule, rule.then)
      return true
    }
    // What follows on the same command keeps the rule found at the command, unless that gives a prompt.
    const kept = FOLLOWING.includes(point) && !this.#ruling?.reply?.lines[0]?.startsWith('3') ? this.#ruling : null
    this.#ruling = rule ?? kept
    return false
  }

  /** The 334 of an AUTH exchange; false when a rule ended the exchange there. */
  prompt(challenge: string, facts: Facts): boolean {
    if (!this.#ruling?.reply && this.refuses('AUTH-prompt', facts)) return false
    this.say([`334 ${challenge}`])
    return true
  }

  answer(name: ReplyName, then: Then = 'continue'): void {
    this.say(this.#context.plan.replies[name] ?? [], then)
  }

  /** Says these lines, unless the rule at hand has others for a command that went well; returns what was said. */
  say(lines: readonly string[], then: Then = 'continue'): readonly string[] {
    const rule = this.#ruling
    this.#ruling = null
    const normal = { lines: [...lines], performs: true }
    // A rule that gives a good reply does not cover up a command that failed by itself.
    if (!rule || (rule.reply && /^[45]/.test(lines[0] ?? ''))) return this.#speak(normal, null, then)
    return this.#speak(rule.reply ?? normal, rule, rule.then === 'continue' ? then : rule.then)
  }

  #speak(reply: PlannedReply, rule: PlannedRule | null, then: Then): readonly string[] {
    const text = this.#fill(reply.raw ?? reply.lines.map((line) => `${line}\r\n`).join(''))
    const lines = text.split(/\r?\n/).filter((line) => line !== '')
    const delayMs = rule?.delayMs ?? 0
    // A rule that only lets the normal reply through ("as usual") did not make it.
    const made = rule && (rule.reply || delayMs > 0 || rule.then !== 'continue')
    const sent = (hurried: boolean) => {
      if (text === '') return this.#context.append('smtp.reply-withheld', { rule: rule?.name ?? '', then })
      this.#context.log.replySent({
        lines,
        code: Number(/^\d{3}/.exec(lines[0] ?? '')?.[0] ?? 0),
        secured: this.#view.secured !== null,
        ...(made && { rule: rule.name }),
        ...(delayMs > 0 && (hurried ? { hurried: true } : { delayedMs: delayMs })),
        ...(/(?<!\r)\n/.test(text) && { bareLf: true }),
      })
    }
    if (rule && delayMs > 0 && text !== '') {
      this.#context.append('smtp.reply-held', { ms: delayMs, secured: this.#view.secured !== null, rule: rule.name })
    }
    this.#outbox.push({ bytes: Buffer.from(text), delayMs, then, sent })
    return lines
  }

  #fill(template: string): string {
    if (!template.includes('{')) return template
    const { plan, from, session, clock } = this.#context
    const { secured, client } = this.#view
    const values = new Map<string, string | number>([
      ['host', plan.hostname],
      ['client', client || `[${from}]`],
      ['from', from],
      ['id', this.messageId || session],
      ['time', clock.date().toUTCString()],
      ['bits', secured?.bits ?? 0],
      ['tlsVersion', secured?.version ?? 'none'],
      ['cipher', secured?.cipher ?? 'none'],
      ['certificateName', commonNameIn(secured?.clientCertificate?.subject)],
      ['certificateIssuer', commonNameIn(secured?.clientCertificate?.issuer)],
    ])
    return template.replace(/\{(\w+)\}/g, (whole, key: string) => String(values.get(key) ?? whole))
  }
}

/** Points that come up while a command is carried out at which another rule may have been found already. */
const FOLLOWING: readonly Point[] = ['AUTH-prompt', 'AUTH', 'message']

/** The common name in `O=smtp-simulator, CN=mail.example`; `none` where there is none. */
function commonNameIn(name = ''): string {
  return /(?:^|, )CN=([^,]+)/.exec(name)?.[1] ?? 'none'
}
