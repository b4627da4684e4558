import { expect, test } from 'vitest';
import { synthesiseStage, testContext } from '../support/stage.ts';

const stage = await synthesiseStage({ ...testContext, mailFrom: 'hello@post.example' });
const [identity, secondIdentity] = stage.all('AWS::SES::EmailIdentity');
const [rules, secondRules] = stage.all('AWS::SES::ConfigurationSet');

test('mails come from one domain, which is that of the address in the settings', () => {
  expect(identity?.properties).toMatchObject({
    EmailIdentity: 'post.example',
    ConfigurationSetAttributes: { ConfigurationSetName: rules && stage.identityOf(rules).ref },
  });
  expect([secondIdentity, secondRules]).toEqual([undefined, undefined]);
});

test('mails cross the network encrypted or not at all, and not to whom they bothered before', () => {
  expect(rules?.properties).toEqual({
    DeliveryOptions: { TlsPolicy: 'REQUIRE' },
    ReputationOptions: { ReputationMetricsEnabled: true },
    SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  });
});

test('one function sends mails, from that address and no other', () => {
  const senders = stage
    .all('AWS::Lambda::Function')
    .filter(({ properties }) => JSON.stringify(properties.Environment).includes('MAIL_FROM'));
  expect(senders.map(({ properties }) => properties.Handler)).toEqual(['jobs-send-mails.handler']);
  expect(senders[0]?.properties.Environment).toMatchObject({
    Variables: { MAIL_FROM: 'hello@post.example' },
  });
});
