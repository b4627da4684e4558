/**
 * A need is what a function asks for: exact permissions on one resource, and the environment variables that
 * name it. A function without the need has neither. `lib/resources.ts` turns a need into IAM actions.
 */
export const needVariables = {
  'table:read': ['TABLE_NAME'],
  'table:write': ['TABLE_NAME'],
  'keys:note-use': ['TABLE_NAME'],
  'audit:append': ['TABLE_NAME'],
  'limits:count': ['TABLE_NAME'],
  'abuse:note': ['TABLE_NAME'],
  'usage:count': ['TABLE_NAME'],
  'uploads:presign': ['UPLOADS_BUCKET'],
  'uploads:read': ['UPLOADS_BUCKET'],
  'uploads:delete': ['UPLOADS_BUCKET'],
  'uploads:list': ['UPLOADS_BUCKET'],
  'artefacts:read': ['ARTEFACTS_BUCKET'],
  'artefacts:write': ['ARTEFACTS_BUCKET'],
  'artefacts:list': ['ARTEFACTS_BUCKET'],
  'artefacts:delete': ['ARTEFACTS_BUCKET'],
  'anchors:write': ['ANCHORS_BUCKET'],
  'anchors:list': ['ANCHORS_BUCKET'],
  'render:send': ['RENDER_QUEUE_URL'],
  'convert:send': ['CONVERT_QUEUE_URL'],
  'preview:send': ['PREVIEW_QUEUE_URL'],
  'check-batch:send': ['CHECK_BATCH_QUEUE_URL'],
  'render-rows:send': ['RENDER_ROWS_QUEUE_URL'],
  'convert-rows:send': ['CONVERT_ROWS_QUEUE_URL'],
  'export:send': ['EXPORT_QUEUE_URL'],
  'archive:send': ['ARCHIVE_QUEUE_URL'],
  'papers:send': ['PAPERS_QUEUE_URL'],
  'mail:send': ['MAIL_QUEUE_URL'],
  'hear-payment:send': ['HEAR_PAYMENT_QUEUE_URL'],
  'mail:deliver': ['MAIL_FROM'],
  'cursors:sign': ['CURSOR_KEY'],
  'links:sign': ['LINK_KEY'],
  'tokens:verify': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  'users:sign-up': ['USER_POOL_CLIENT_ID'],
  'users:set-up': ['USER_POOL_ID'],
  'users:sign-in': ['USER_POOL_CLIENT_ID'],
  'users:end-sessions': ['USER_POOL_ID'],
  'users:administer': ['USER_POOL_ID'],
  'users:erase': ['USER_POOL_ID'],
  'users:move': ['USER_POOL_ID'],
  'users:remove-authenticator': ['USER_POOL_ID'],
  'prices:read': ['FREE_DOCUMENTS'],
  'seller:name': ['SELLER_NAME', 'SELLER_ADDRESS', 'SELLER_TAX_NUMBER'],
  'challenges:seal': ['CHALLENGE_KEY'],
  'answers:seal': ['ANSWER_KEY'],
  'providers:list': ['SIGN_IN_PROVIDERS'],
  'providers:sign-in': ['SIGN_IN_PROVIDERS', 'SIGN_IN_PAGES', 'USER_POOL_CLIENT_ID'],
  'cards:seal': ['CARD_KEY'],
  'payments:ask': ['FLUTTERWAVE_URL', 'FLUTTERWAVE_MODE', 'FLUTTERWAVE_SECRET_KEY'],
  'payments:hear': ['FLUTTERWAVE_SECRET_HASH', 'FLUTTERWAVE_PREVIOUS_HASH'],
} as const satisfies Record<string, readonly string[]>;

export type Need = keyof typeof needVariables;

/** Every variable that some need hands to a function. */
export type NeedVariable = (typeof needVariables)[Need][number];

/** What checking the caller of a protected route takes: the pool's keys, the user's record, and a note of refusals. */
export const authNeeds: readonly Need[] = ['tokens:verify', 'table:read', 'audit:append'];

/** What a route takes besides that lets API keys in: noting that one was used, and no other write. */
export const keyNeeds: readonly Need[] = ['keys:note-use'];

/** What a route takes besides that heeds an `Idempotency-Key`: it remembers requests that carry one, with their answers. */
export const repeatableNeeds: readonly Need[] = ['table:write', 'answers:seal'];

/** What counting the requests of a route takes: the counters, and what keeps whoever goes too far out. */
export const limitNeeds: readonly Need[] = ['limits:count', 'abuse:note'];
