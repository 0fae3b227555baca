/** The script of served pages: it shows what has changed, and leaves forms and folded parts as they are. */
export const liveScript = `
const state = { seen: undefined, away: undefined }
async function text(address) {
  const answer = await fetch(address, { cache: 'no-store' })
  if (!answer.ok) throw new Error(String(answer.status))
  return answer.text()
}
function show(page) {
  const fresh = new DOMParser().parseFromString(page, 'text/html').getElementById('live')
  const old = document.getElementById('live')
  if (!fresh || !old || fresh.innerHTML === state.shown) return
  state.shown = fresh.innerHTML
  const folded = new Map([...old.querySelectorAll('details[id]')].map((part) => [part.id, part.open]))
  old.replaceChildren(...fresh.childNodes)
  for (const part of old.querySelectorAll('details[id]')) if (folded.has(part.id)) part.open = folded.get(part.id)
}
function tell(away) {
  if (!away) { state.away?.remove(); state.away = undefined; return }
  if (state.away) return
  state.away = document.createElement('div')
  state.away.className = 'away'
  state.away.textContent = 'The sandbox has ended; this page shows how things were.'
  document.body.prepend(state.away)
}
async function look() {
  try {
    const now = await text('changes')
    if (state.seen !== undefined && now !== state.seen) show(await text(location.href))
    state.seen = now
    tell(false)
  } catch { tell(true) }
  setTimeout(look, 1000)
}
look()
`
