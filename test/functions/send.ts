import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { inject } from 'vitest';
import { type Method, pathOf, type Route } from '../../shared/contract/route.ts';

/** A request the typed client cannot make: wrong, hostile or without a token. */
export interface Sending {
  /** Sent as a bearer token. */
  token?: string | undefined;
  params?: Record<string, string> | undefined;
  query?: Record<string, string> | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string;
  /** Content type of `raw` or `body`; none at all when it is empty. */
  contentType?: string;
  headers?: Record<string, string>;
  /** Instead of the route's own method. */
  method?: Method | 'HEAD' | 'OPTIONS';
  /** Instead of the route's own path. */
  path?: string;
  /** Whether to follow a reply that sends on; it is followed unless said. */
  redirect?: 'manual';
  /** Instead of the shared local cloud. */
  baseUrl?: string;
  /** Address of the loopback network that it is sent from, such as `127.0.0.7`. */
  from?: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** Sends a request to a route exactly as told and returns whatever comes back. */
export async function send(route: Route, sending: Sending = {}): Promise<Answer> {
  const { token, params = {}, query, headers, contentType = 'application/json' } = sending;
  const { baseUrl = inject('baseUrl') } = sending;
  const path = (sending.path ?? pathOf(route)).replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const search = query ? `?${new URLSearchParams(query)}` : '';
  const body = sending.raw ?? (sending.body === undefined ? undefined : JSON.stringify(sending.body));
  const method = sending.method ?? (route.method === 'ANY' ? 'GET' : route.method);
  const sent = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined || contentType === '' ? {} : { 'content-type': contentType }),
    ...headers,
  };
  if (sending.from) return sendFrom(sending.from, `${baseUrl}${path}${search}`, method, sent, body);
  const response = await fetch(`${baseUrl}${path}${search}`, {
    method,
    ...(sending.redirect ? { redirect: sending.redirect } : {}),
    headers: sent,
    // Bytes, because fetch adds a content type of its own to a text.
    ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** `fetch` cannot choose the address it calls from. A connection for each request, so that none keeps another's address. */
async function sendFrom(
  localAddress: string,
  url: string,
  method: string,
  headers: Record<string, string>,
  body: string | undefined,
): Promise<Answer> {
  const outgoing = request(url, { method, headers, localAddress, agent: false });
  outgoing.end(body);
  const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
  if (!incoming) throw new Error('there was no answer');
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const received = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: incoming.statusCode ?? 0,
    headers: new Headers(Object.fromEntries(received)),
    text: Buffer.concat(chunks).toString(),
  };
}
