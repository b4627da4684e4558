/** What somebody reads who comes back from a provider too late, twice, or without having been sent. */
export const expiredSignInPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>This sign-in has expired – MyTypist</title>
</head>
<body>
<main>
<h1>This sign-in has expired</h1>
<p>It took longer than ten minutes, was finished already, or was not begun here.</p>
<p>Nothing has happened to your account. Go back to the page where you wanted to log in, and start again there.</p>
</main>
</body>
</html>
`;
