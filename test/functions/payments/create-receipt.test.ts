import { beforeAll, describe, expect, inject, test } from 'vitest';
import { acceptPayment } from '../../../shared/contract/finance-payments.ts';
import { showReturn, verifyPayment } from '../../../shared/contract/payments.ts';
import { createReceipt, downloadReceipt } from '../../../shared/contract/receipts.ts';
import { newAdmin } from '../../support/admins.ts';
import { pdfText } from '../../support/pdf-judges.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { newOrder } from '../finance/finance-fixtures.ts';
import { download, sha256Of } from '../fixtures.ts';
import { mailsOfKind } from '../inbox.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { begin, pay } from './payment-fixtures.ts';

useTable();

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

  test('is of too little once that was accepted', async () => {
    const short = await begin(person, 250_000);
    const params = { paymentId: short.paymentId };
    await pay(short.checkoutUrl, { amount: 'under', method: 'bank_transfer' });
    await person.api.call(verifyPayment, { query: { reference: short.paymentId } });
    expectRefusal(await send(createReceipt, { ...request(), params }), 'payment-not-paid');
    const [review] = await mailsOfKind(person.email, 'payment-review', 1);
    expect(review?.text).toContain('₦2,250.00 came in for a top-up of the wallet');
    const admin = await newAdmin();
    await admin.api.call(acceptPayment, { params, body: {}, headers: newOrder() });
    const [accepted] = await mailsOfKind(person.email, 'payment-accepted', 1);
    expect(accepted?.text).toContain('₦2,500.00 were asked for.');
    const headers = { prefer: 'wait=20' };
    const { body } = await person.api.call(createReceipt, { params, headers });
    const text = pdfText((await download(body.download?.url ?? '')).bytes).replace(/\s+/g, ' ');
    for (const part of ['₦2,250.00', 'Towards ₦2,500.00: Top-up of the wallet.', 'credited to your wallet'])
      expect(text).toContain(part);
    const page = await fetch(`${inject('baseUrl')}${showReturn.path}?tx_ref=${short.paymentId}`);
    expect(await page.text()).toContain('₦2,250.00 were credited to the wallet.');
  });
});

testsOfTheToken(createReceipt, request);
testsOfTheId(createReceipt, { name: 'paymentId', prefix: 'pay' }, request, () => stranger.accessToken);
