/** What somebody reads who followed a link to a document that leads nowhere. */
export const deadLinkPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>This link leads nowhere – MyTypist</title>
</head>
<body>
<main>
<h1>This link leads nowhere</h1>
<p>It has expired, the document has been deleted, or a part of the link got lost when it was copied.</p>
<p>Links are good for 30 days. Ask whoever gave it to you for a new one.</p>
</main>
</body>
</html>
`;
