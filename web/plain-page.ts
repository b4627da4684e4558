/** A page that only says something. Sentences are HTML of ours: nothing a user wrote is in them. */
export const plainPage = (title: string, sentences: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – MyTypist</title>
</head>
<body>
<main>
<h1>${title}</h1>
${sentences.map((sentence) => `<p>${sentence}</p>`).join('\n')}
</main>
</body>
</html>
`;
