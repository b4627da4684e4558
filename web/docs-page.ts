/** The API browser: Swagger UI from our own address. The start is a script of its own, because the page's policy allows no inline script. */
export const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MyTypist API</title>
<link rel="stylesheet" href="/docs/viewer.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/viewer.js"></script>
</body>
</html>
`;

/** Appended to the viewer's own script. */
export const startViewer = `
window.addEventListener('load', () => {
  window.SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true, tryItOutEnabled: true });
});
`;
