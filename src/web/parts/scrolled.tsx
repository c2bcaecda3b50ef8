// A text that scrolls, and can be reached by keyboard for that.

export function Scrolled({ label, text }: { label: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="scrolled" aria-label={label} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  )
}
