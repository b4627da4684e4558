import { dropWebhooks } from '../../shared/contract/jobs-payments.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(dropWebhooks, async ({ message, log }) => log.error('webhook.dropped', message));
