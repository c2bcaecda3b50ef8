// Which parts of the server whoever looks at this page may use: it writes them into the page.

const listed = document.querySelector<HTMLMetaElement>('meta[name="parts"]')?.content ?? ''

/** `control`: scenarios and servers. `labs`: the labs. */
export const parts: ReadonlySet<string> = new Set(listed.split(' ').filter(Boolean))
