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
  const response = await fetch(`${baseUrl}${path}${search}`, {
    method: sending.method ?? (route.method === 'ANY' ? 'GET' : route.method),
    ...(sending.redirect ? { redirect: sending.redirect } : {}),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined || contentType === '' ? {} : { 'content-type': contentType }),
      ...headers,
    },
    // Bytes, because fetch adds a content type of its own to a text.
    ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
