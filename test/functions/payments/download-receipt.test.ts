import { beforeAll } from 'vitest';
import { downloadReceipt } from '../../../shared/contract/receipts.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { begin } from './payment-fixtures.ts';

/** What comes of it is asked where receipts are made: `create-receipt.test.ts`. */

let person: Person;
let stranger: Person;
let paymentId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ paymentId } = await begin(person));
});

const request = () => ({ token: person.accessToken, params: { paymentId } });
testsOfTheToken(downloadReceipt, request);
testsOfTheId(downloadReceipt, { name: 'paymentId', prefix: 'pay' }, request, () => stranger.accessToken);
