// Stands in for the native module of AWS's runtime client, which takes a C++ toolchain to build: fetches events
// from the Runtime API and posts results. Preloaded with --require, and plain CommonJS, because TypeScript or an
// ESM import of node:http would load what the measured function itself may not load.
const { Agent, request } = require('node:http');
const Module = require('node:module');

const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** The state of this process at the moment it asks for an event, told to the measuring side. */
const state = () =>
  JSON.stringify({
    cpuMicroseconds: process.cpuUsage().user + process.cpuUsage().system,
    // Node's own list of the built-in modules it has loaded.
    undici: process.moduleLoadList.some((name) => name.endsWith('internal/deps/undici/undici')),
    loadedBytes: globalThis.benchLoadedBytes?.() ?? 0,
  });

const call = (method, path, headers, body) =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      { agent, host, port, method, path: `/2018-06-01/runtime/${path}`, headers },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () => resolve({ bodyJson: text, headers: incoming.headers }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const client = {
  next: () => call('GET', 'invocation/next', { 'x-state': state() }),
  done: (id, body) => void call('POST', `invocation/${id}/response`, {}, body),
  error: (id, body) => void call('POST', `invocation/${id}/error`, {}, body),
};

const load = Module._load;
Module._load = (name, ...rest) => (name === './rapid-client.node' ? client : load(name, ...rest));
