import { hearPayment } from '../../shared/contract/jobs-payments.ts';
import { hearWebhook } from '../../shared/contract/payments.ts';
import { fail } from '../../shared/domain/fault.ts';
import { networkOf } from '../../shared/domain/network-address.ts';
import { webhookSecrets } from '../../shared/payments/configured.ts';
import { isGenuine } from '../../shared/payments/webhook.ts';
import { hintOf } from '../../shared/payments/webhook-hint.ts';
import { toFollow } from '../../shared/pipeline/webhook-following.ts';
import { http } from '../../shared/runtime/http.ts';
import { send } from '../../shared/runtime/send.ts';

export const handler = http(hearWebhook, async ({ raw, client, requestId, log }) => {
  const { body, headers } = raw;
  if (!isGenuine(body, headers, webhookSecrets()))
    fail('not-genuine', 'This does not bear the secret hash or the signature that we agreed upon.');
  const hint = hintOf(body);
  log.info('webhook.heard', { kind: hint?.kind ?? 'unreadable', event: hint?.event });
  await send(hearPayment, toFollow(hint, { network: networkOf(client.address), requestId }));
  return { received: true as const };
});
