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
      'Assets',
      'Auth',
      'Data',
      'Documents',
      'Edge',
      'Jobs',
      'Monitoring',
      'Templates',
      'Verification',
    ]);
  });
});

test('stacks lean on each other by these names, which may grow but never change', () => {
  // An export in use cannot be removed or renamed without a failed deployment.
  expect(stage.exports.toSorted()).toEqual(
    [
      'MyTypist-test-Data:ExportsOutputFnGetAttArtefactsC012E42AArnBAB43CB7',
      'MyTypist-test-Data:ExportsOutputFnGetAttInspectAssetDeadLetters9F8EEB7BArnFB0DD27E',
      'MyTypist-test-Data:ExportsOutputFnGetAttInspectAssetQueueEE5550EFArn60CE513D',
      'MyTypist-test-Data:ExportsOutputFnGetAttInspectDeadLetters45E8AB42Arn5B39A3EE',
      'MyTypist-test-Data:ExportsOutputFnGetAttInspectQueue08C94D14ArnB52874F5',
      'MyTypist-test-Data:ExportsOutputFnGetAttKey961B73FDArn5A860C43',
      'MyTypist-test-Data:ExportsOutputFnGetAttRenderDeadLetters3C03A6A0Arn85ABD282',
      'MyTypist-test-Data:ExportsOutputFnGetAttRenderQueue36BE8CCAArnBE4DF4B2',
      'MyTypist-test-Data:ExportsOutputFnGetAttTableCD117FA1ArnE2C8C204',
      'MyTypist-test-Data:ExportsOutputFnGetAttUploads4F6EB0FDArn5513CBEA',
      'MyTypist-test-Data:ExportsOutputFnGetAttUsers0A0EEA89Arn6658B146',
      'MyTypist-test-Data:ExportsOutputRefArtefactsC012E42AD31FFD97',
      'MyTypist-test-Data:ExportsOutputRefCursorKey255E8F8ADB090032',
      'MyTypist-test-Data:ExportsOutputRefRenderQueue36BE8CCA8F4DE11D',
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
