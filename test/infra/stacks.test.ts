import { describe, expect, test } from 'vitest';
import { synthesiseStage } from '../support/stage.ts';

const stage = await synthesiseStage();

/** CloudFormation takes 500; what is left is room to grow before a stack must be divided. */
const mostResources = 350;

describe('stacks', () => {
  const counts = [...Map.groupBy(stage.resources, ({ stack }) => stack)].map(([stack, all]) => ({
    stack,
    count: all.length,
  }));

  test.each(counts)('$stack has $count resources, fewer than 350', ({ count }) => {
    expect(count).toBeLessThan(mostResources);
  });

  test('are Data, Edge, one for each area, and Jobs', () => {
    const names = counts.map(({ stack }) => stack.replace('MyTypist-test-', ''));
    expect(names.toSorted()).toEqual([
      'Accounts',
      'Assets',
      'Audit',
      'Auth',
      'Batches',
      'Data',
      'Documents',
      'Edge',
      'Finance',
      'Invitations',
      'Jobs',
      'Keys',
      'Links',
      'Members',
      'Monitoring',
      'Payments',
      'Security',
      'Subscriptions',
      'Templates',
      'Users',
      'Verification',
      'Wallet',
    ]);
  });
});

test('stacks lean on each other by these names, which may grow but never change', () => {
  // An export in use cannot be removed or renamed without a failed deployment.
  expect(stage.exports.toSorted()).toEqual(
    [
      'MyTypist-test-Data:ExportsOutputFnGetAttAnchorsE78985FDArnBC8F3FC9',
      'MyTypist-test-Data:ExportsOutputFnGetAttArchiveDeadLetters34436536Arn8F416A69',
      'MyTypist-test-Data:ExportsOutputFnGetAttArchiveQueueCE09E701ArnE24EE03E',
      'MyTypist-test-Data:ExportsOutputFnGetAttArtefactsC012E42AArnBAB43CB7',
      'MyTypist-test-Data:ExportsOutputFnGetAttCheckBatchDeadLetters68937DDFArn62C18C26',
      'MyTypist-test-Data:ExportsOutputFnGetAttCheckBatchQueueDF6BD2B5Arn6A99AAA8',
      'MyTypist-test-Data:ExportsOutputFnGetAttConvertDeadLettersA1BF64FCArn2CECA202',
      'MyTypist-test-Data:ExportsOutputFnGetAttConvertQueueD3FE49BFArn73EC1850',
      'MyTypist-test-Data:ExportsOutputFnGetAttConvertRowsDeadLettersD5DEA4A0Arn49A26C5D',
      'MyTypist-test-Data:ExportsOutputFnGetAttConvertRowsQueueCD845A6FArn58AC4DDE',
      'MyTypist-test-Data:ExportsOutputFnGetAttExportDeadLetters49EA4CA8Arn07B7954F',
      'MyTypist-test-Data:ExportsOutputFnGetAttExportQueue7D763F01ArnBE28AA81',
      'MyTypist-test-Data:ExportsOutputFnGetAttHearPaymentDeadLetters29795D74ArnD0E94C59',
      'MyTypist-test-Data:ExportsOutputFnGetAttHearPaymentQueue15914C2EArnCECFB468',
      'MyTypist-test-Data:ExportsOutputFnGetAttInspectAssetDeadLetters9F8EEB7BArnFB0DD27E',
      'MyTypist-test-Data:ExportsOutputFnGetAttInspectAssetQueueEE5550EFArn60CE513D',
      'MyTypist-test-Data:ExportsOutputFnGetAttInspectDeadLetters45E8AB42Arn5B39A3EE',
      'MyTypist-test-Data:ExportsOutputFnGetAttInspectQueue08C94D14ArnB52874F5',
      'MyTypist-test-Data:ExportsOutputFnGetAttKey961B73FDArn5A860C43',
      'MyTypist-test-Data:ExportsOutputFnGetAttMailDeadLettersECBBCC2AArn4F400182',
      'MyTypist-test-Data:ExportsOutputFnGetAttMailQueueC8B8B9FBArn9C84ACBD',
      'MyTypist-test-Data:ExportsOutputFnGetAttPapersDeadLetters5B9591A2Arn7491D9DC',
      'MyTypist-test-Data:ExportsOutputFnGetAttPapersQueue473BC398Arn65A06886',
      'MyTypist-test-Data:ExportsOutputFnGetAttPreviewDeadLetters4F1A12E4ArnE2A8B12A',
      'MyTypist-test-Data:ExportsOutputFnGetAttPreviewQueueB2512BE4ArnDE2FA095',
      'MyTypist-test-Data:ExportsOutputFnGetAttReadTableDeadLettersB3F20994Arn2B9256F7',
      'MyTypist-test-Data:ExportsOutputFnGetAttReadTableQueueF10AA20AArnF123C3E7',
      'MyTypist-test-Data:ExportsOutputFnGetAttRenderDeadLetters3C03A6A0Arn85ABD282',
      'MyTypist-test-Data:ExportsOutputFnGetAttRenderQueue36BE8CCAArnBE4DF4B2',
      'MyTypist-test-Data:ExportsOutputFnGetAttRenderRowsDeadLettersC744FB00Arn6D6B16DB',
      'MyTypist-test-Data:ExportsOutputFnGetAttRenderRowsQueue9989F321Arn977C140C',
      'MyTypist-test-Data:ExportsOutputFnGetAttTableCD117FA1ArnE2C8C204',
      'MyTypist-test-Data:ExportsOutputFnGetAttTableCD117FA1StreamArnB270E65B',
      'MyTypist-test-Data:ExportsOutputFnGetAttTallyLostCB38A969Arn7CEFB128',
      'MyTypist-test-Data:ExportsOutputFnGetAttUploads4F6EB0FDArn5513CBEA',
      'MyTypist-test-Data:ExportsOutputFnGetAttUsers0A0EEA89Arn6658B146',
      'MyTypist-test-Data:ExportsOutputRefAnchorsE78985FD969DBB36',
      'MyTypist-test-Data:ExportsOutputRefAnswerKeyF88F9D6F8B15259E',
      'MyTypist-test-Data:ExportsOutputRefArchiveQueueCE09E701C565BD4D',
      'MyTypist-test-Data:ExportsOutputRefArtefactsC012E42AD31FFD97',
      'MyTypist-test-Data:ExportsOutputRefCardKey4097A2C39DEF1B8F',
      'MyTypist-test-Data:ExportsOutputRefChallengeKey75F65801BFB7C696',
      'MyTypist-test-Data:ExportsOutputRefCheckBatchQueueDF6BD2B58335AE13',
      'MyTypist-test-Data:ExportsOutputRefConvertQueueD3FE49BFB9AF6EEC',
      'MyTypist-test-Data:ExportsOutputRefConvertRowsQueueCD845A6FD7A98A10',
      'MyTypist-test-Data:ExportsOutputRefCursorKey255E8F8ADB090032',
      'MyTypist-test-Data:ExportsOutputRefExportQueue7D763F0131C54B02',
      'MyTypist-test-Data:ExportsOutputRefHearPaymentQueue15914C2E733F08BE',
      'MyTypist-test-Data:ExportsOutputRefLinkKey27470AF72C637F7E',
      'MyTypist-test-Data:ExportsOutputRefMailQueueC8B8B9FB108D4892',
      'MyTypist-test-Data:ExportsOutputRefMailSenderDomainE8F279F34ECF087F',
      'MyTypist-test-Data:ExportsOutputRefMailSenderRules21C64660FB945793',
      'MyTypist-test-Data:ExportsOutputRefPapersQueue473BC398A6964BEF',
      'MyTypist-test-Data:ExportsOutputRefPreviewQueueB2512BE426795C8C',
      'MyTypist-test-Data:ExportsOutputRefRenderQueue36BE8CCA8F4DE11D',
      'MyTypist-test-Data:ExportsOutputRefRenderRowsQueue9989F321A0DB7453',
      'MyTypist-test-Data:ExportsOutputRefTableCD117FA1D18A8047',
      'MyTypist-test-Data:ExportsOutputRefUploads4F6EB0FDCD8CB653',
      'MyTypist-test-Data:ExportsOutputRefUsers0A0EEA89A1309EA5',
      'MyTypist-test-Data:ExportsOutputRefUsersApiE362F84685845F43',
      'MyTypist-test-Edge:ExportsOutputRefApiF70053CD5653BA4D',
    ].toSorted(),
  );
});

test('keys of tokens come from the user pool alone: nothing can name another source', () => {
  expect(stage.text).not.toContain('COGNITO_JWKS_URL');
});

test('nothing in the templates points to a laptop', () => {
  expect(stage.text).not.toMatch(/127\.0\.0\.1|localhost|AWS_ENDPOINT_URL/);
});
