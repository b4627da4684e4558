import { type App, CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { Resources } from './resources.ts';

/** A finding of cdk-nag that we accept, where it may appear, and why. */
interface Acknowledged {
  at: IConstruct;
  /** `AwsSolutions-S1`, or with the finding in brackets for rules that report several. */
  finding: string;
  reason: string;
}

/**
 * Accepts what cdk-nag's AwsSolutions rules find and we mean. Anything else fails
 * `test/infra/findings.test.ts`.
 */
export function acknowledgeFindings(app: App, resources: Resources): void {
  for (const { at, finding, reason } of acknowledged(app, resources)) {
    Validations.of(at).acknowledge({ id: finding, reason });
  }
}

function acknowledged(app: App, resources: Resources): Acknowledged[] {
  const { table, uploads, artefacts, anchors, lostRecords, userPool } = resources;
  const { cursorKey, linkKey, challengeKey, answerKey, cardKey } = resources;
  const noDeadLetters =
    'Nobody takes messages off it, so none can be taken too often; what they tell of is found in the table.';
  const objects = 'Keys of objects start with an account that is not known at deployment; the code adds it.';
  const logs =
    'Objects are reached by functions and minutes-long links only, and the API logs each of those.';
  return [
    {
      at: app,
      finding: `AwsSolutions-IAM5[Resource::<${logicalId(table)}.Arn>/index/*]`,
      reason:
        'A query of an index needs the ARN of that index; all of them show the same items of one table.',
    },
    {
      at: app,
      finding: `AwsSolutions-IAM5[Resource::<${logicalId(uploads)}.Arn>/accounts/*]`,
      reason: objects,
    },
    {
      at: app,
      finding: `AwsSolutions-IAM5[Resource::<${logicalId(artefacts)}.Arn>/accounts/*]`,
      reason: objects,
    },
    {
      at: app,
      finding: `AwsSolutions-IAM5[Resource::<${logicalId(anchors)}.Arn>/anchors/*]`,
      reason: objects,
    },
    {
      at: app,
      finding: 'AwsSolutions-APIG4',
      reason:
        'Functions check tokens themselves: an authorizer cannot see that a session was ended before its token expired.',
    },
    ...Object.values(lostRecords).map((at) => ({
      at,
      finding: 'AwsSolutions-SQS3',
      reason: noDeadLetters,
    })),
    { at: uploads, finding: 'AwsSolutions-S1', reason: logs },
    { at: artefacts, finding: 'AwsSolutions-S1', reason: logs },
    {
      at: anchors,
      finding: 'AwsSolutions-S1',
      reason:
        'Nothing in it is secret, and what is in it cannot be changed: a log of accesses would show nothing.',
    },
    {
      at: userPool,
      finding: 'AwsSolutions-COG1',
      reason:
        'Ten characters of any kind: ASVS 5.0, 6.2.5, forbids rules of composition. Common passwords are refused by our own list.',
    },
    {
      at: userPool,
      finding: 'AwsSolutions-COG2',
      reason:
        'Everybody may have a second factor; a pool that demanded one would lock out whoever has none yet.',
    },
    {
      at: userPool,
      finding: 'AwsSolutions-COG8',
      reason: 'The Plus plan costs per user; lockout, short tokens and rotation come with the plan in use.',
    },
    {
      at: cursorKey,
      finding: 'AwsSolutions-SMG4',
      reason:
        'Seals list cursors and nothing else: a rotation would break pages being read and protect no data.',
    },
    {
      at: challengeKey,
      finding: 'AwsSolutions-SMG4',
      reason:
        'Seals challenges of five minutes and marks refresh tokens of 30 days; replaced by hand it sends everybody back to their password.',
    },
    {
      at: answerKey,
      finding: 'AwsSolutions-SMG4',
      reason:
        'A rotation would make repeated requests do their work twice; what it seals is forgotten after 30 days.',
    },
    {
      at: cardKey,
      finding: 'AwsSolutions-SMG4',
      reason:
        'A rotation would make every saved card unusable; replaced by hand after a leak it makes customers pay once by hand.',
    },
    {
      at: linkKey,
      finding: 'AwsSolutions-SMG4',
      reason:
        'A rotation would break every link handed out, which end by themselves after 30 days; replace it by hand to end all of them at once.',
    },
  ];
}

/** CDK gives the scheduler a role for each target, which may invoke the versions of that one function too. */
export function acknowledgeSchedulerRole(target: LambdaFunction): void {
  Validations.of(Stack.of(target)).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${logicalId(target)}.Arn>:*]`,
    reason:
      'EventBridge Scheduler may invoke the versions of this one function; CDK offers no narrower role.',
  });
}

function logicalId(construct: IConstruct): string {
  const element = construct.node.defaultChild;
  if (!CfnElement.isCfnElement(element)) throw new Error(`${construct.node.path} has no resource of its own`);
  return String(Stack.of(construct).resolve(element.logicalId));
}
