import { App, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { DataStack } from '../../lib/data-stack.ts';
import { grantFor } from '../../lib/resources.ts';
import { readSettings } from '../../lib/settings.ts';
import { makePapers } from '../../shared/contract/jobs-papers.ts';
import { testContext } from '../support/stage.ts';

/** What the function that makes papers is told of who sells, as the template says it. */
function given(context: Record<string, string>): unknown {
  const app = new App({ context: { ...testContext, ...context } });
  const stack = new DataStack(app, 'MyTypist-test-Data', readSettings(app.node));
  const { SELLER_NAME, SELLER_ADDRESS, SELLER_TAX_NUMBER } = grantFor(
    makePapers.needs,
    stack.resources,
  ).environment;
  return Stack.of(stack).resolve([SELLER_NAME, SELLER_ADDRESS, SELLER_TAX_NUMBER]);
}

test('papers name the seller that the stage states, and none where it states nothing', () => {
  const seller = {
    sellerName: 'Obi & Sons Ltd',
    sellerAddress: ' 1 Broad Street, Lagos ',
    sellerTaxNumber: '12345678-0001',
  };
  expect(given(seller)).toEqual(['Obi & Sons Ltd', '1 Broad Street, Lagos', '12345678-0001']);
  expect(given({ sellerName: 'Obi & Sons Ltd' })).toEqual(['Obi & Sons Ltd', 'none', 'none']);
  expect(given({})).toEqual(['none', 'none', 'none']);
});

test.each(['', ' ', 'Two\nlines', 'Backwards \u202Ehere', 'x'.repeat(201)])(
  'refuses "%s" as the name of a seller',
  (sellerName) => {
    expect(() => readSettings(new App({ context: { sellerName } }).node)).toThrow(
      'the context value sellerName does not fit: one line of 1 to 200 characters',
    );
  },
);
