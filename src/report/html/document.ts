import { visible } from '../visible.ts'
import { type Html, html, trusted } from './escape.ts'

export interface DocumentParts {
  title: string
  style: string
  body: Html
  /** What a page that is served may load and send, where it is more than nothing. */
  policy?: string
  /** A script of the same origin, which the policy has to allow. */
  script?: string
}

/** What keeps a page still: nothing is loaded from anywhere, no script runs, no form is sent. */
export const nothing = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** A whole HTML document; on its own it needs nothing from anywhere: no script, no font, no picture. */
export function htmlDocument({ title, style, body, policy = nothing, script }: DocumentParts): string {
  // A form of a page that tells nobody where it is sends no origin, and would be refused.
  const referrer = script === undefined ? 'no-referrer' : 'same-origin'
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="${referrer}">
<title>${visible(title, 160)}</title>
<style>${trusted(style)}</style>${
      script === undefined
        ? undefined
        : html`
<script src="${script}" defer></script>`
    }
</head>
<body>
${body}
</body>
</html>`.html
  }\n`
}
