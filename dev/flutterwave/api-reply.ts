import type { EmulatorReply } from '../emulators/emulator.ts';

/** A refusal in the provider's form (study, 6.3). */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const success = (message: string, data: unknown, more: object = {}): EmulatorReply => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ status: 'success', message, ...more, data }),
});

export const failure = (status: number, message: string): EmulatorReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ status: 'error', message, data: null }),
});

/** Ten rows a page, as the lists of plans and subscriptions have (study, 4.1); that all lists do is unverified. */
const rows = 10;

/** The part of a list that a page shows, and what the provider says about it. */
export function pageOf<T>(all: T[], page: number): { items: T[]; meta: object } {
  return { items: all.slice((page - 1) * rows, page * rows), meta: pageInfo(all.length, page) };
}

export const offsetOf = (page: number): { offset: number; limit: number } => ({
  offset: (page - 1) * rows,
  limit: rows,
});

export const pageInfo = (total: number, page: number): object => ({
  meta: { page_info: { total, current_page: page, total_pages: Math.max(1, Math.ceil(total / rows)) } },
});
