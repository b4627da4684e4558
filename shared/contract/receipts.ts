import * as z from 'zod';
import { PaymentId, ReceiptId } from './ids.ts';
import { PaperLink, paperProgress } from './paper.ts';
import { route } from './route.ts';

const Receipt = z
  .object({
    receiptId: ReceiptId,
    paymentId: PaymentId,
    ...paperProgress,
  })
  .meta({ id: 'Receipt' });

const params = z.object({ paymentId: PaymentId });

export const createReceipt = route({
  method: 'POST',
  path: '/payments/{paymentId}/receipt',
  auth: 'user',
  permission: 'wallet:read',
  limit: 'generation',
  summary: 'Get the receipt of a payment as PDF',
  description:
    'Answers 202 while it is being made; with "Prefer: wait=N" (seconds, at most 20) it answers 200 with a link when it is ready in time. Where too little came for it and was accepted (acceptedKobo), it is the receipt of that money. Whoever asks again gets the same receipt, and another one when money came for the payment, or was given back, since.',
  needs: ['table:read', 'table:write', 'artefacts:read', 'papers:send'],
  params,
  reply: { status: 202, body: Receipt, finishedBody: Receipt },
  errors: ['payment-not-paid', 'conflict', 'converter-unavailable'],
  timeout: 29,
});

export const downloadReceipt = route({
  method: 'GET',
  path: '/payments/{paymentId}/receipt/download',
  auth: 'user',
  permission: 'wallet:read',
  summary: 'Get a short-lived link to the receipt of a payment',
  needs: ['table:read', 'artefacts:read'],
  params,
  reply: { status: 200, body: PaperLink },
  errors: ['payment-not-paid', 'paper-not-ready'],
});
