/** Readable on a phone, by day and by night; what our pages may load allows styles of their own and nothing else. */
const look = `:root { color-scheme: light dark; }
body { margin: 0; font: 1.0625rem/1.55 system-ui, sans-serif; }
main { max-width: 34rem; margin: 12vh auto 0; padding: 0 1.25rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem; }
p { margin: 0 0 0.75rem; }
code { overflow-wrap: anywhere; }`;

/** A page that only says something. Sentences are HTML of ours: nothing a user wrote is in them. */
export const plainPage = (title: string, sentences: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – MyTypist</title>
<style>
${look}
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${sentences.map((sentence) => `<p>${sentence}</p>`).join('\n')}
</main>
</body>
</html>
`;
