import { beforeAll, describe, expect, test } from 'vitest';
import { verifyPayment } from '../../../shared/contract/payments.ts';
import { createReceipt, downloadReceipt } from '../../../shared/contract/receipts.ts';
import { pdfText } from '../../support/pdf-judges.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectRefusal } from '../expectations.ts';
import { download, sha256Of } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { begin, pay } from './payment-fixtures.ts';

let person: Person;
let stranger: Person;
let paymentId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  const payment = await begin(person, 125_000);
  ({ paymentId } = payment);
  await pay(payment.checkoutUrl);
  const { body } = await person.api.call(verifyPayment, { query: { reference: paymentId } });
  expect(body.state).toBe('paid');
});

const request = () => ({ token: person.accessToken, params: { paymentId } });

describe('the receipt of a payment', () => {
  test('is a PDF of what was paid, the same for whoever asks again', async () => {
    expectRefusal(await send(downloadReceipt, request()), 'paper-not-ready');
    const headers = { prefer: 'wait=20' };
    const { status, body } = await person.api.call(createReceipt, { params: { paymentId }, headers });
    expect(status).toBe(200);
    expect(body).toMatchObject({ paymentId, state: 'ready', pages: 1 });
    const file = await download(body.download?.url ?? '');
    expect(sha256Of(file.bytes)).toBe(body.download?.sha256);
    const text = pdfText(file.bytes);
    for (const part of ['Receipt', '₦1,250.00', 'One thousand, two hundred and fifty naira only', paymentId])
      expect(text).toContain(part);
    const again = await person.api.call(createReceipt, { params: { paymentId } });
    expect(again.body).toMatchObject({ receiptId: body.receiptId, state: 'ready' });
    const link = (await person.api.call(downloadReceipt, { params: { paymentId } })).body;
    expect(link).toMatchObject({ sha256: body.download?.sha256, fileName: `receipt ${paymentId}.pdf` });
  });

  test('is refused as long as nobody has paid', async () => {
    const open = await begin(person);
    const params = { paymentId: open.paymentId };
    for (const route of [createReceipt, downloadReceipt])
      expectRefusal(await send(route, { ...request(), params }), 'payment-not-paid');
  });
});

testsOfTheToken(createReceipt, request);
testsOfTheId(createReceipt, { name: 'paymentId', prefix: 'pay' }, request, () => stranger.accessToken);
