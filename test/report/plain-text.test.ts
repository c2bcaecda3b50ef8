import t from 'tap'
import { html, Markup, xml } from '../../src/report/markup.ts'
import { shortened, visibleBlock, visibleLine, wrap } from '../../src/report/plain-text.ts'

t.test('a line stays one line, a block keeps its lines and tabs', async (t) => {
  t.equal(visibleLine('a\r\nb\tc\u202e'), 'a\\x0d\\x0ab\\x09c\\u202e')
  t.equal(visibleBlock('a\r\nb\tc\u202e\n'), 'a\nb\tc\\u202e\n')
})

t.test('colours go, other escapes show', async (t) => {
  t.equal(visibleBlock('\x1b[1;31mred\x1b[0m \x1b[2J'), 'red \\x1b[2J')
})

t.test('half a character is replaced, a whole one stays', async (t) => {
  t.equal(visibleLine('\ud83d \ud83d\ude00'), '\ufffd \ud83d\ude00')
})

t.test('text is wrapped between words, and inside one that is too long', async (t) => {
  t.same(wrap('one two three', 7), ['one two', 'three'])
  t.same(wrap('a bcdefghij k', 4), ['a', 'bcde', 'fghi', 'j k'])
  t.same(wrap('', 7), [''])
})

t.test('what is cut is marked', async (t) => {
  t.equal(shortened('abcdef', 6), 'abcdef')
  t.equal(shortened('abcdefg', 6), 'abc...')
})

t.test('a template escapes what is put into it, but not what a template made', async (t) => {
  const inner = html`<b title="${`"'`}">${'<&>'}</b>`
  t.equal(inner.text, '<b title="&quot;&#39;">&lt;&amp;&gt;</b>')
  t.equal(html`<p>${[inner, ['x', 1]]}${null}${undefined}${false}${''}${0}</p>`.text, `<p>${inner.text}x10</p>`)
  t.equal(xml`${new Markup('<a/>')}${'\x00\ufffe\ud800'}`.text, '<a/>\\x00\ufffd\ufffd')
})
