/**
 * Flutterwave on a laptop: its API with the wire format of v3, its checkout page, its webhooks, and controls for what only
 * banks, customers and time would do. What it does follows the study in `research/flutterwave.md` ("the study" in
 * this folder); what that calls unverified is said so where it is decided.
 */
import * as z from 'zod';
import { urlOf } from '../cloud/target-url.ts';
import type { Emulator, EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';
import { apiOf } from './api.ts';
import { API_PATH, type Context, SANDBOX_PATH } from './context.ts';
import { controlsOf, NoControl } from './control.ts';
import { workUntil } from './due-work.ts';
import { openFaults } from './faults.ts';
import { hostedPages } from './hosted.ts';
import { bodyOf, overviewPage } from './overview-page.ts';
import { formOf, isForeign, page, redirectTo } from './page.ts';
import { defaultSettings } from './records.ts';
import { openStore } from './store.ts';

export interface Sandbox {
  /** Answers below {@link SANDBOX_PATH}. */
  answer: Emulator;
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Where everything is kept between runs. */
  folder: string;
  /** Of the address it is served at. */
  origin: string;
  /** What callers must show; `FLWSECK_TEST-…-X`. */
  secretKey: string;
  /** What webhooks are signed with. */
  secretHash: string;
  /** Where webhooks go until a setting says otherwise. */
  webhookUrl: string;
  now: () => Date;
  sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds between two looks at what is due; never, unless given: then only the control `clock` does it. */
  lookEvery?: number;
  onFault: (text: string) => void;
}

export function openSandbox(options: SandboxOptions): Sandbox {
  const { origin, secretKey, secretHash, webhookUrl } = options;
  const store = openStore(options.folder, { ...defaultSettings, webhookUrl, secretHash });
  const context: Context = { store, origin, now: () => options.now().getTime() + store.ahead() };
  const faults = openFaults(options.sleep);

  let working: Promise<void> = Promise.resolve();
  let closed = false;
  /** One after the other, so that nothing is done twice. */
  const work = (milliseconds: number): Promise<void> => {
    const next = working.then(async () => {
      if (closed) return;
      const target = context.now() + milliseconds;
      await workUntil(context, target);
      store.setAhead(store.ahead() + Math.max(0, target - context.now()));
    });
    working = next.catch((error) => options.onFault(`the Flutterwave sandbox failed: ${String(error)}`));
    return next;
  };
  const look = (): void => void work(0).catch(() => {});
  const timer = options.lookEvery === undefined ? undefined : setInterval(look, options.lookEvery);
  timer?.unref();

  const hosted = hostedPages(context, faults, () => work(0));
  const controls = controlsOf(context, { faults, hosted, advance: work });
  const api = apiOf(context, secretKey, faults);

  async function control(
    request: EmulatorRequest,
    name: string,
    query: URLSearchParams,
  ): Promise<EmulatorReply> {
    if (request.method === 'GET' && name === 'state')
      return json(
        200,
        controls.state(
          z.coerce
            .number()
            .int()
            .min(1)
            .max(10_000)
            .catch(100)
            .parse(query.get('limit') ?? 100),
        ),
      );
    // No form of a foreign page can say so, and nothing here answers the question that a script would have to ask first.
    if (request.method !== 'POST' || !request.headers['content-type']?.startsWith('application/json'))
      return json(405, { message: 'POST with the content type application/json' });
    try {
      return json(200, await controls.run(name, JSON.parse(request.body.toString() || '{}')));
    } catch (error) {
      if (error instanceof NoControl) return json(error.status, { message: error.message });
      if (error instanceof z.ZodError || error instanceof SyntaxError)
        return json(400, { message: error.message });
      throw error;
    }
  }

  async function overview(request: EmulatorRequest): Promise<EmulatorReply> {
    if (request.method === 'GET') return overviewPage(context, faults.list());
    if (request.method !== 'POST' || isForeign(request)) return notHere();
    const { control: name, body } = bodyOf(formOf(request));
    try {
      await controls.run(name, body);
      return redirectTo(SANDBOX_PATH);
    } catch (error) {
      if (error instanceof NoControl || error instanceof z.ZodError)
        return overviewPage(context, faults.list(), error.message);
      throw error;
    }
  }

  async function answer(request: EmulatorRequest): Promise<EmulatorReply> {
    const { pathname, searchParams } = urlOf(request.target);
    if (pathname === SANDBOX_PATH) return overview(request);
    const controlPath = `${SANDBOX_PATH}/control/`;
    if (pathname.startsWith(controlPath))
      return control(request, pathname.slice(controlPath.length), searchParams);
    return hosted.answer(request) ?? (pathname.startsWith(`${API_PATH}/`) ? api(request) : notHere());
  }

  return {
    answer,
    async close() {
      closed = true;
      clearInterval(timer);
      await working;
      store.close();
    },
  };
}

const json = (status: number, body: object): EmulatorReply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

const notHere = (): EmulatorReply =>
  page('Not here', `<h1>There is nothing here.</h1><p><a href="${SANDBOX_PATH}">Payments</a></p>`, {
    status: 404,
  });
