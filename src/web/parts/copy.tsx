// A text to take away, with a button that says when it has been taken.
import { useSignal } from '@preact/signals'

export function Copy({ text, what }: { text: string; what: string }) {
  const copied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    copied.value = true
    setTimeout(() => {
      copied.value = false
    }, 2000)
  }
  return (
    <button
      type="button"
      class="copy"
      aria-label={copied.value ? `${what} copied` : `Copy ${what}`}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{copied.value ? 'Copied' : 'Copy'}</span>
    </button>
  )
}
