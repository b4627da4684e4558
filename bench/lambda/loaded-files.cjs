// Adds up the sizes of the files that a function loads from its own folder. Only for instances whose time is not
// measured: the hook makes every import slower. Plain CommonJS for the reasons given in native-client.cjs.
const { statSync } = require('node:fs');
const { registerHooks } = require('node:module');
const { fileURLToPath, pathToFileURL } = require('node:url');

const folder = pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/`).href;
const loaded = new Set();

registerHooks({
  load(url, context, next) {
    if (url.startsWith(folder)) loaded.add(url);
    return next(url, context);
  },
});

globalThis.benchLoadedBytes = () =>
  [...loaded].reduce((sum, url) => sum + statSync(fileURLToPath(url)).size, 0);
