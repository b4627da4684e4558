// Leads requests for the user pool's keys to the stub that stands for it, as dev/cloud/function-worker.ts does
// in the local cloud. Plain CommonJS for the reasons given in native-client.cjs.
const http = require('node:http');
const https = require('node:https');

const keys = new URL(process.env.BENCH_USER_POOL_URL ?? '');
const original = https.request;

https.request = (first, ...rest) => {
  const host = typeof first === 'string' ? new URL(first).hostname : (first.hostname ?? first.host);
  if (!/^cognito-idp\.[a-z0-9-]+\.amazonaws\.com$/.test(String(host))) return original(first, ...rest);
  const callback = rest.find((argument) => typeof argument === 'function');
  return http.request(new URL('/keys', keys), callback);
};
